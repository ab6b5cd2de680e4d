package dev.coffer.resilience;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * What a flight recording tells.
 *
 * @param counts how many events there are of each type
 * @param texts the distinct texts of all events, their bytes as characters
 */
record FlightEvents(Map<String, Long> counts, String texts) {
    static FlightEvents of(Path file) throws IOException {
        Map<String, Long> counts = new HashMap<>();
        Set<String> texts = new HashSet<>();
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                counts.merge(event.getEventType().getName(), 1L, Long::sum);
                for (ValueDescriptor field : event.getFields()) {
                    if (field.getTypeName().equals("java.lang.String") && event.getString(field.getName()) != null) {
                        texts.add(event.getString(field.getName()));
                    }
                }
            }
        }
        return new FlightEvents(counts, new String(String.join("\n", texts).getBytes(UTF_8), ISO_8859_1));
    }

    long count(String type) {
        return counts.entrySet().stream()
                .filter(event -> event.getKey().contains(type))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
