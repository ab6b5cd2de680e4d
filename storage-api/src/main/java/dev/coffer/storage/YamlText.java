package dev.coffer.storage;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Settings in YAML: one mapping of keys to plain values. It looks at the events of the parser alone, so nothing is made that the
 * text names, and no alias is followed.
 */
final class YamlText {
    private final String file;
    private final Iterator<Event> events;

    private YamlText(String file, Iterator<Event> events) {
        this.file = file;
        this.events = events;
    }

    static List<ConfigFile.Entry> entries(String file, String text) {
        try {
            LoadSettings settings = LoadSettings.builder().build();
            return new YamlText(file, new ParserImpl(settings, new StreamReader(settings, text))).entries();
        } catch (MarkedYamlEngineException e) { // whose message shows the text
            throw new InvalidInput(
                    "file", file + e.getProblemMark().map(YamlText::line).orElse("") + " is not well-formed YAML");
        } catch (YamlEngineException e) {
            throw new InvalidInput("file", file + " is not well-formed YAML");
        }
    }

    private List<ConfigFile.Entry> entries() {
        List<ConfigFile.Entry> entries = new ArrayList<>();
        events.next(); // the stream
        if (events.next().getEventId() == Event.ID.StreamEnd) {
            return entries;
        }
        Event top = events.next();
        if (top instanceof ScalarEvent nothing
                && nothing.isPlain()
                && nothing.getValue().isEmpty()) {
            return entries;
        }
        if (!(top instanceof MappingStartEvent)) {
            throw refused(top, "must be keys with values");
        }
        for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
            entries.add(new ConfigFile.Entry(file, lineOf(key), scalar(key), scalar(events.next())));
        }
        events.next(); // the document's end
        Event end = events.next();
        if (end.getEventId() != Event.ID.StreamEnd) {
            throw refused(end, "must be one document");
        }
        return entries;
    }

    private String scalar(Event event) {
        if (event instanceof ScalarEvent scalar
                && scalar.getAnchor().isEmpty()
                && scalar.getTag().isEmpty()) {
            return scalar.isPlain() && scalar.getValue().matches("~|null") ? "" : scalar.getValue();
        }
        throw refused(event, "must be one plain value, without lists, mappings, anchors, aliases and tags");
    }

    private InvalidInput refused(Event event, String problem) {
        return new InvalidInput("file", file + ", line " + lineOf(event) + ", " + problem);
    }

    private static int lineOf(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    private static String line(Mark mark) {
        return ", line " + (mark.getLine() + 1) + ",";
    }
}
