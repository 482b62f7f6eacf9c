/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.smoke.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A scrape of {@code /metrics} in Prometheus text. */
public final class Scrape {
  /** One sample: {@code name{labels} value}. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  private final String text;
  private final List<Sample> samples = new ArrayList<>();
  private final Map<String, String> types = new LinkedHashMap<>();

  private Scrape(String text) {
    this.text = text;
    for (String line : text.split("\n")) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ");
        types.put(words[2], words[3]);
      } else if (!line.startsWith("#") && !line.isBlank()) {
        samples.add(sample(line));
      }
    }
  }

  /** Reads text in the format of version 0.0.4. */
  public static Scrape of(String text) {
    return new Scrape(text);
  }

  /**
   * Scrapes a URL.
   *
   * @throws UncheckedIOException when nothing answers
   */
  public static Scrape from(String url) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
      return new Scrape(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Sample sample(String line) {
    int brace = line.indexOf('{');
    int end = brace < 0 ? line.indexOf(' ') : line.lastIndexOf('}') + 1;
    String name = brace < 0 ? line.substring(0, end) : line.substring(0, brace);
    Map<String, String> labels = new LinkedHashMap<>();
    if (brace >= 0) {
      int at = brace + 1;
      while (line.charAt(at) != '}') {
        int equals = line.indexOf('=', at);
        StringBuilder value = new StringBuilder();
        int i = equals + 2;
        for (; line.charAt(i) != '"'; i++) {
          if (line.charAt(i) == '\\') {
            i++;
          }
          value.append(line.charAt(i));
        }
        labels.put(line.substring(at, equals), value.toString());
        at = line.charAt(i + 1) == ',' ? i + 2 : i + 1;
      }
    }
    String number = line.substring(end).trim().split(" ")[0];
    double value =
        switch (number) {
          case "+Inf" -> Double.POSITIVE_INFINITY;
          case "-Inf" -> Double.NEGATIVE_INFINITY;
          case "NaN" -> Double.NaN;
          default -> Double.parseDouble(number);
        };
    return new Sample(name, labels, value);
  }

  /** The text as scraped. */
  public String text() {
    return text;
  }

  /** The types of all metrics, by name. */
  public Map<String, String> types() {
    return types;
  }

  /** All samples. */
  public List<Sample> samples() {
    return samples;
  }

  /** The samples of a name that have these labels, given as name and value in turn. */
  public List<Sample> samples(String name, String... labels) {
    List<Sample> found = new ArrayList<>();
    for (Sample sample : samples) {
      boolean matches = sample.name().equals(name);
      for (int i = 0; matches && i < labels.length; i += 2) {
        matches = labels[i + 1].equals(sample.labels().get(labels[i]));
      }
      if (matches) {
        found.add(sample);
      }
    }
    return found;
  }

  /** The sum over those samples; 0 when there is none. */
  public double sum(String name, String... labels) {
    return samples(name, labels).stream().mapToDouble(Sample::value).sum();
  }
}
