/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.catalogue;

import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads one YAML document, from the parser's events and not through its object model, so that every
 * limit holds while it reads: no anchors, aliases or tags, at most 32 levels, no key twice, no map
 * of more than 2,000 keys and no line of more than 4,000 characters.
 */
final class YamlReader {
  private static final int MOST_LEVELS = 32;
  private static final int MOST_KEYS = 2000;
  private static final int LONGEST_LINE = 4000;

  private final Parser parser;
  private final Problems problems;

  private YamlReader(String yaml, Problems problems) {
    LoadSettings settings = LoadSettings.builder().setLabel(problems.file()).build();
    this.parser = new ParserImpl(settings, new StreamReader(settings, yaml));
    this.problems = problems;
  }

  /** Reads a document; null when it is empty or, with a problem reported, no such YAML. */
  static @Nullable Node read(String yaml, Problems problems) {
    try {
      refuseLongLines(yaml);
      return new YamlReader(yaml, problems).document();
    } catch (Refused e) {
      problems.error(e.line, e.column, e.message);
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark();
      problems.error(
          mark.isPresent() ? mark.get().getLine() + 1 : 1,
          mark.isPresent() ? mark.get().getColumn() + 1 : 1,
          e.getProblem());
    } catch (YamlEngineException | NoSuchElementException e) {
      String message = String.valueOf(e.getMessage());
      int end = message.indexOf('\n');
      problems.error(1, 1, "not YAML: " + (end < 0 ? message : message.substring(0, end)));
    }
    return null;
  }

  private @Nullable Node document() {
    parser.next();
    if (parser.peekEvent() instanceof StreamEndEvent) {
      return null;
    }
    parser.next();
    Node root = node(parser.next(), 1);
    parser.next();
    Event next = parser.next();
    if (next instanceof DocumentStartEvent) {
      throw refused(next, "a second document; put all rules into one");
    }
    return root;
  }

  private Node node(Event event, int level) {
    if (event instanceof AliasEvent) {
      throw refused(event, "anchors and aliases are not allowed");
    }
    if (((NodeEvent) event).getAnchor().isPresent()) {
      throw refused(event, "anchors and aliases are not allowed");
    }
    if (level > MOST_LEVELS) {
      throw refused(event, "nested deeper than " + MOST_LEVELS + " levels");
    }
    int line = line(event);
    int column = column(event);
    if (event instanceof ScalarEvent) {
      ScalarEvent scalar = (ScalarEvent) event;
      refuseTag(event, scalar.getTag());
      return new Node.Text(line, column, scalar.getValue(), !scalar.isPlain());
    }
    refuseTag(event, ((CollectionStartEvent) event).getTag());
    if (event instanceof SequenceStartEvent) {
      Node.Items items = new Node.Items(line, column);
      Event next = parser.next();
      while (!(next instanceof SequenceEndEvent)) {
        items.items.add(node(next, level + 1));
        next = parser.next();
      }
      return items;
    }
    if (event instanceof MappingStartEvent) {
      Node.Fields fields = new Node.Fields(line, column);
      Event next = parser.next();
      while (!(next instanceof MappingEndEvent)) {
        if (fields.keys.size() == MOST_KEYS) {
          throw refused(next, "a map of more than " + MOST_KEYS + " keys");
        }
        Node key = node(next, level + 1);
        Node value = node(parser.next(), level + 1);
        put(fields, key, value);
        next = parser.next();
      }
      return fields;
    }
    throw refused(event, "not a value");
  }

  private void put(Node.Fields fields, Node key, Node value) {
    if (!(key instanceof Node.Text)) {
      problems.error(key, "a key must be a text, not " + key.kind());
      return;
    }
    Node.Text name = (Node.Text) key;
    Node.Text first = fields.key(name.text);
    if (first != null) {
      problems.error(
          key, "'" + name.text + "' is there twice; first at " + first.line + ":" + first.column);
      return;
    }
    fields.put(name, value);
  }

  private static void refuseLongLines(String yaml) {
    int line = 1;
    int begin = 0;
    for (int i = 0; i < yaml.length(); i++) {
      if (yaml.charAt(i) == '\n') {
        line++;
        begin = i + 1;
      } else if (i - begin == LONGEST_LINE) {
        throw new Refused(
            line, LONGEST_LINE + 1, "a line of more than " + LONGEST_LINE + " characters");
      }
    }
  }

  private static void refuseTag(Event event, Optional<String> tag) {
    if (tag.isPresent()) {
      throw refused(event, "tags are not allowed");
    }
  }

  private static Refused refused(Event event, String message) {
    return new Refused(line(event), column(event), message);
  }

  private static int line(Event event) {
    Optional<Mark> mark = event.getStartMark();
    return mark.isPresent() ? mark.get().getLine() + 1 : 1;
  }

  private static int column(Event event) {
    Optional<Mark> mark = event.getStartMark();
    return mark.isPresent() ? mark.get().getColumn() + 1 : 1;
  }

  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    final int line;
    final int column;
    final String message;

    Refused(int line, int column, String message) {
      super(message, null, false, false);
      this.line = line;
      this.column = column;
      this.message = message;
    }
  }
}
