package io.penstock.core.memory;

import io.penstock.error.EngineException;
import io.penstock.format.Format;
import java.util.HashMap;
import java.util.Map;

/** Interns formats, so that a frame header carries an {@code int}. Interning locks; looking up does not. */
public final class FormatTable {
    private static final int MAX_FORMATS = 1 << 16;

    private final Map<Format, Integer> ids = new HashMap<>();
    private volatile Format[] formats = new Format[0];

    /**
     * The id of a format.
     *
     * @param format any.
     * @return the same id for equal formats.
     */
    public synchronized int idOf(final Format format) {
        final Integer known = ids.get(format);
        if (known != null) {
            return known;
        }
        final int id = ids.size();
        if (id == MAX_FORMATS) {
            throw new EngineException(EngineException.Category.RESOURCE, "format table: " + MAX_FORMATS
                + " different formats in one engine; a stage changes its format without end");
        }
        final Format[] grown = java.util.Arrays.copyOf(formats, id + 1);
        grown[id] = format;
        formats = grown;
        ids.put(format, id);
        return id;
    }

    /**
     * The format of an id.
     *
     * @param id what {@link #idOf} returned.
     * @return the interned format.
     */
    public Format format(final int id) {
        return formats[id];
    }
}
