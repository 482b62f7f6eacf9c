/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.server;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoubleExemplarData;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.ExemplarData;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramBuckets;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramPointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongExemplarData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.metrics.data.SummaryPointData;
import io.opentelemetry.sdk.metrics.data.ValueAtQuantile;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes metrics as Prometheus text or as OpenMetrics.
 *
 * <p>A metric whose name Prometheus can read keeps it to the letter: nothing is appended, whatever
 * its unit and type. OpenMetrics wants counters to end in {@code _total}; one that does not is
 * written as {@code unknown} there, so that its sample keeps its name. Metrics of several scopes
 * with one name are one family; where their types differ the first wins, where their labels are the
 * same the first sample wins, and what is left out is counted. Deltas cannot be shown and are left
 * out too. Exponential histograms become classic ones with powers of two as bounds. Families are
 * sorted by name, samples by labels.
 *
 * <p>Used by one thread at a time.
 */
public final class PrometheusText {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** What a family is called in a TYPE line. */
  private enum Kind {
    COUNTER("counter"),
    GAUGE("gauge"),
    HISTOGRAM("histogram"),
    SUMMARY("summary");

    final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /** All metrics of one name. */
  private static final class Family {
    final String name;
    final Kind kind;
    final MetricData first;
    final List<Point> points = new ArrayList<>();

    Family(String name, Kind kind, MetricData first) {
      this.name = name;
      this.kind = kind;
      this.first = first;
    }
  }

  /** One point and where its labels are among the rendered ones. */
  private static final class Point {
    final PointData data;
    final int from;
    final int to;

    Point(PointData data, int from, int to) {
      this.data = data;
      this.from = from;
      this.to = to;
    }
  }

  private final boolean targetInfo;
  private final AtomicLong dropped = new AtomicLong();
  private final ByteText labels = new ByteText(4096);
  private final LabelOrder labelOrder = new LabelOrder();
  private ByteText out = new ByteText(16);
  private TextFormat format = TextFormat.PROMETHEUS;
  private int lastLength = 16 * 1024;

  /**
   * A writer.
   *
   * @param targetInfo whether to add {@code target_info} with the resource's attributes
   */
  public PrometheusText(boolean targetInfo) {
    this.targetInfo = targetInfo;
  }

  /**
   * How many samples were left out since the start, as explained above. Can be called by any
   * thread.
   */
  public long dropped() {
    return dropped.get();
  }

  /** Writes metrics. The text is complete when this returns; the metrics are not kept. */
  public Response write(Collection<MetricData> metrics, TextFormat wanted) {
    format = wanted;
    out = new ByteText(lastLength + lastLength / 8);
    labels.truncate(0);
    Map<String, Family> families = families(metrics);
    for (Family family : families.values()) {
      write(family, families);
    }
    if (targetInfo && !metrics.isEmpty()) {
      writeTargetInfo(metrics.iterator().next().getResource());
    }
    if (format == TextFormat.OPEN_METRICS) {
      out.add("# EOF\n");
    }
    lastLength = out.length();
    return Response.bytes(200, format.contentType(), out.array(), out.length());
  }

  private Map<String, Family> families(Collection<MetricData> metrics) {
    Map<String, Family> families = new TreeMap<>();
    for (MetricData metric : metrics) {
      Kind kind = kind(metric);
      int size = metric.getData().getPoints().size();
      if (kind == null) {
        dropped.addAndGet(size);
        continue;
      }
      String name =
          PrometheusNames.metric(
              metric.getName(), metric.getUnit(), kind == Kind.COUNTER, kind == Kind.GAUGE);
      Family family = families.get(name);
      if (family == null) {
        family = new Family(name, kind, metric);
        families.put(name, family);
      } else if (family.kind != kind) {
        dropped.addAndGet(size);
        continue;
      }
      for (PointData point : metric.getData().getPoints()) {
        int from = labels.length();
        render(point.getAttributes(), family);
        family.points.add(new Point(point, from, labels.length()));
      }
    }
    return families;
  }

  /** Null for what Prometheus has no form for. */
  private static @Nullable Kind kind(MetricData metric) {
    switch (metric.getType()) {
      case LONG_GAUGE:
      case DOUBLE_GAUGE:
        return Kind.GAUGE;
      case LONG_SUM:
        return sum(
            metric.getLongSumData().isMonotonic(),
            metric.getLongSumData().getAggregationTemporality());
      case DOUBLE_SUM:
        return sum(
            metric.getDoubleSumData().isMonotonic(),
            metric.getDoubleSumData().getAggregationTemporality());
      case HISTOGRAM:
        return cumulative(metric.getHistogramData().getAggregationTemporality(), Kind.HISTOGRAM);
      case EXPONENTIAL_HISTOGRAM:
        return cumulative(
            metric.getExponentialHistogramData().getAggregationTemporality(), Kind.HISTOGRAM);
      case SUMMARY:
        return Kind.SUMMARY;
    }
    return null;
  }

  private static @Nullable Kind sum(boolean monotonic, AggregationTemporality temporality) {
    return cumulative(temporality, monotonic ? Kind.COUNTER : Kind.GAUGE);
  }

  private static @Nullable Kind cumulative(AggregationTemporality temporality, Kind kind) {
    return temporality == AggregationTemporality.CUMULATIVE ? kind : null;
  }

  private void write(Family family, Map<String, Family> families) {
    boolean openMetrics = format == TextFormat.OPEN_METRICS;
    String title = family.name;
    String type = family.kind.word;
    if (openMetrics && family.kind == Kind.COUNTER) {
      String base =
          title.endsWith("_total") ? title.substring(0, title.length() - "_total".length()) : "";
      if (base.isEmpty() || families.containsKey(base)) {
        type = "unknown";
      } else {
        title = base;
      }
    }
    describe(title, type, family.first);
    List<Point> points = family.points;
    points.sort(labelOrder);
    Point last = null;
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      if (last != null && labelOrder.compare(last, point) == 0) {
        dropped.incrementAndGet();
      } else {
        write(family.name, point, family.kind);
        last = point;
      }
    }
  }

  private void describe(String title, String type, MetricData metric) {
    boolean openMetrics = format == TextFormat.OPEN_METRICS;
    out.add("# TYPE ").add(title).add(' ').add(type).add('\n');
    String unit = PrometheusNames.unit(metric.getUnit());
    if (openMetrics && !unit.isEmpty() && title.endsWith("_" + unit)) {
      out.add("# UNIT ").add(title).add(' ').add(unit).add('\n');
    }
    String description = metric.getDescription();
    if (!description.isEmpty()) {
      out.add("# HELP ").add(title).add(' ').addEscaped(description, openMetrics).add('\n');
    }
  }

  private void write(String name, Point point, Kind kind) {
    PointData data = point.data;
    if (data instanceof LongPointData) {
      sample(name, "", point, null, 0);
      out.add(((LongPointData) data).getValue());
      endWithExemplar(
          kind == Kind.COUNTER ? ((LongPointData) data).getExemplars() : null, -INFINITY, INFINITY);
    } else if (data instanceof DoublePointData) {
      sample(name, "", point, null, 0);
      out.add(((DoublePointData) data).getValue());
      endWithExemplar(
          kind == Kind.COUNTER ? ((DoublePointData) data).getExemplars() : null,
          -INFINITY,
          INFINITY);
    } else if (data instanceof HistogramPointData) {
      histogram(name, point, (HistogramPointData) data);
    } else if (data instanceof ExponentialHistogramPointData) {
      exponentialHistogram(name, point, (ExponentialHistogramPointData) data);
    } else if (data instanceof SummaryPointData) {
      summary(name, point, (SummaryPointData) data);
    }
  }

  private void histogram(String name, Point point, HistogramPointData data) {
    List<Double> bounds = data.getBoundaries();
    List<Long> counts = data.getCounts();
    long count = 0;
    double lower = -INFINITY;
    for (int i = 0; i < counts.size(); i++) {
      double upper = i < bounds.size() ? bounds.get(i) : INFINITY;
      count += counts.get(i);
      bucket(name, point, upper, count, data.getExemplars(), lower);
      lower = upper;
    }
    totals(name, point, data.getSum(), data.getCount());
  }

  private void exponentialHistogram(String name, Point point, ExponentialHistogramPointData data) {
    List<? extends ExemplarData> exemplars = data.getExemplars();
    long count = 0;
    double lower = -INFINITY;
    ExponentialHistogramBuckets negative = data.getNegativeBuckets();
    List<Long> counts = negative.getBucketCounts();
    for (int i = counts.size() - 1; i >= 0; ) {
      int power = powerBelow(negative, i);
      for (; i >= 0 && powerBelow(negative, i) == power; i--) {
        count += counts.get(i);
      }
      if (count > 0) {
        double upper = -Math.scalb(1.0, power);
        bucket(name, point, upper, count, exemplars, lower);
        lower = upper;
      }
    }
    count += data.getZeroCount();
    if (count > 0) {
      bucket(name, point, 0, count, exemplars, lower);
      lower = 0;
    }
    ExponentialHistogramBuckets positive = data.getPositiveBuckets();
    counts = positive.getBucketCounts();
    for (int i = 0; i < counts.size(); ) {
      int power = powerAbove(positive, i);
      for (; i < counts.size() && powerAbove(positive, i) == power; i++) {
        count += counts.get(i);
      }
      double upper = Math.scalb(1.0, power);
      if (count > 0 && upper < INFINITY) {
        bucket(name, point, upper, count, exemplars, lower);
        lower = upper;
      }
    }
    bucket(name, point, INFINITY, data.getCount(), exemplars, lower);
    totals(name, point, data.getSum(), data.getCount());
  }

  /** The exponent of the greatest power of two that is not above the values of a bucket. */
  private static int powerBelow(ExponentialHistogramBuckets buckets, int i) {
    long index = (long) buckets.getOffset() + i;
    int scale = buckets.getScale();
    return exponent(scale >= 0 ? index >> scale : index << Math.min(-scale, 12));
  }

  /** The exponent of the least power of two that is not below the values of a bucket. */
  private static int powerAbove(ExponentialHistogramBuckets buckets, int i) {
    long index = (long) buckets.getOffset() + i;
    int scale = buckets.getScale();
    return exponent(scale >= 0 ? (index >> scale) + 1 : (index + 1) << Math.min(-scale, 12));
  }

  private static int exponent(long power) {
    return (int) Math.max(Double.MIN_EXPONENT - 52, Math.min(Double.MAX_EXPONENT + 1, power));
  }

  private void bucket(
      String name,
      Point point,
      double upper,
      long count,
      List<? extends ExemplarData> exemplars,
      double lower) {
    sample(name, "_bucket", point, "le", upper);
    out.add(count);
    endWithExemplar(exemplars, lower, upper);
  }

  private void summary(String name, Point point, SummaryPointData data) {
    for (ValueAtQuantile value : data.getValues()) {
      sample(name, "", point, "quantile", value.getQuantile());
      out.add(value.getValue()).add('\n');
    }
    totals(name, point, data.getSum(), data.getCount());
  }

  private void totals(String name, Point point, double sum, long count) {
    sample(name, "_sum", point, null, 0);
    out.add(sum).add('\n');
    sample(name, "_count", point, null, 0);
    out.add(count).add('\n');
  }

  /** Starts a line, up to the blank before the value. */
  private void sample(
      String name, String suffix, Point point, @Nullable String label, double value) {
    out.add(name).add(suffix);
    boolean plain = point.from == point.to;
    if (!plain || label != null) {
      out.add('{').add(labels, point.from, point.to);
      if (label != null) {
        out.add(plain ? "" : ",").add(label).add("=\"").add(value).add('"');
      }
      out.add('}');
    }
    out.add(' ');
  }

  /**
   * Ends a line, with the newest exemplar that has a trace id and whose value is above one bound
   * and not above the other.
   */
  private void endWithExemplar(
      @Nullable List<? extends ExemplarData> exemplars, double lower, double upper) {
    ExemplarData newest = null;
    if (format == TextFormat.OPEN_METRICS && exemplars != null) {
      for (int i = 0; i < exemplars.size(); i++) {
        ExemplarData exemplar = exemplars.get(i);
        double value = value(exemplar);
        if (exemplar.getSpanContext().isValid()
            && value > lower
            && value <= upper
            && (newest == null || exemplar.getEpochNanos() > newest.getEpochNanos())) {
          newest = exemplar;
        }
      }
    }
    if (newest != null) {
      out.add(" # {trace_id=\"").add(newest.getSpanContext().getTraceId());
      out.add("\",span_id=\"").add(newest.getSpanContext().getSpanId()).add("\"} ");
      out.add(value(newest)).add(' ');
      long millis = newest.getEpochNanos() / 1_000_000;
      int rest = (int) (millis % 1000);
      out.add(millis / 1000).add('.').add((char) ('0' + rest / 100));
      out.add((char) ('0' + rest / 10 % 10)).add((char) ('0' + rest % 10));
    }
    out.add('\n');
  }

  private static double value(ExemplarData exemplar) {
    return exemplar instanceof LongExemplarData
        ? ((LongExemplarData) exemplar).getValue()
        : ((DoubleExemplarData) exemplar).getValue();
  }

  private void writeTargetInfo(Resource resource) {
    boolean openMetrics = format == TextFormat.OPEN_METRICS;
    out.add(openMetrics ? "# TYPE target info\n" : "# TYPE target_info gauge\n");
    out.add("target_info{");
    int from = labels.length();
    render(resource.getAttributes(), null);
    out.add(labels, from, labels.length()).add("} 1\n");
  }

  /** Renders labels, separated by commas, to the end of the rendered ones. */
  private void render(Attributes attributes, @Nullable Family family) {
    Map<AttributeKey<?>, Object> map = attributes.asMap();
    boolean plain = true;
    for (AttributeKey<?> key : map.keySet()) {
      plain &= PrometheusNames.isLabelName(key.getKey()) && !isTaken(key.getKey(), family);
    }
    String separator = "";
    if (plain) {
      for (Map.Entry<AttributeKey<?>, Object> entry : map.entrySet()) {
        labels.add(separator).add(entry.getKey().getKey()).add("=\"");
        labels.addEscaped(text(entry.getValue()), true).add('"');
        separator = ",";
      }
      return;
    }
    Map<String, String> renamed = new TreeMap<>();
    for (Map.Entry<AttributeKey<?>, Object> entry : map.entrySet()) {
      String label = PrometheusNames.label(entry.getKey().getKey());
      String name = isTaken(label, family) ? "exported_" + label : label;
      String value = text(entry.getValue());
      String other = renamed.get(name);
      renamed.put(name, other == null ? value : other + ";" + value);
    }
    for (Map.Entry<String, String> entry : renamed.entrySet()) {
      labels.add(separator).add(entry.getKey()).add("=\"");
      labels.addEscaped(entry.getValue(), true).add('"');
      separator = ",";
    }
  }

  /** Whether a label is one that the format adds itself. */
  private static boolean isTaken(String label, @Nullable Family family) {
    if (family == null) {
      return false;
    }
    return (family.kind == Kind.HISTOGRAM && label.equals("le"))
        || (family.kind == Kind.SUMMARY && label.equals("quantile"));
  }

  private static String text(Object value) {
    if (!(value instanceof List)) {
      return value.toString();
    }
    StringBuilder text = new StringBuilder("[");
    for (Iterator<?> items = ((List<?>) value).iterator(); items.hasNext(); ) {
      Object item = items.next();
      if (item instanceof String) {
        text.append('"').append(((String) item).replace("\\", "\\\\").replace("\"", "\\\""));
        text.append('"');
      } else {
        text.append(item);
      }
      text.append(items.hasNext() ? "," : "");
    }
    return text.append(']').toString();
  }

  /** Orders points by their rendered labels, byte by byte. */
  private final class LabelOrder implements Comparator<Point> {
    @Override
    public int compare(Point a, Point b) {
      byte[] bytes = labels.array();
      int i = a.from;
      int j = b.from;
      while (i < a.to && j < b.to) {
        int difference = (bytes[i++] & 0xff) - (bytes[j++] & 0xff);
        if (difference != 0) {
          return difference;
        }
      }
      return Integer.compare(a.to - a.from, b.to - b.from);
    }
  }
}
