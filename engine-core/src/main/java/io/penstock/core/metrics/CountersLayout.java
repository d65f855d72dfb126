package io.penstock.core.metrics;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Layout of the counters memory, in native byte order: a header, then all metadata records, then all value records.
 *
 * <p>The records are those of Agrona's {@code CountersReader}, so that tools made for it read them too; the header is our own. (Agrona's
 * {@code CountersManager} itself is not used: as soon as a record has a key it wraps an {@code UnsafeBuffer}, which needs a JVM flag.)
 *
 * <pre>
 *  Header, 128 bytes
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+   0
 *  |                    Magic "PENSTOCK" (long)                    |
 *  |                                                               |
 *  +---------------------------------------------------------------+   8
 *  |                            Version                            |
 *  +---------------------------------------------------------------+  12
 *  |                          Max Counters                         |
 *  +---------------------------------------------------------------+  16
 *  |                              PID                              |
 *  |                                                               |
 *  +---------------------------------------------------------------+  24
 *  |                    Start Time, ns since 1970                  |
 *  |                                                               |
 *  +---------------------------------------------------------------+  32
 *  |                     Closed (0 = in use, 1)                    |
 *  +---------------------------------------------------------------+  36
 *  |                           Reserved                           ...
 *  +---------------------------------------------------------------+ 128
 *
 *  Metadata record, 512 bytes, one for each counter id
 *  +---------------------------------------------------------------+   0
 *  |            State (0 unused, 1 allocated, -1 reclaimed)        |
 *  +---------------------------------------------------------------+   4
 *  |                            Type Id                            |
 *  +---------------------------------------------------------------+   8
 *  |                      Reuse Deadline (0)                       |
 *  |                                                               |
 *  +---------------------------------------------------------------+  16
 *  |       Key: owner as UTF-8, zero-padded (112 bytes)           ...
 *  +---------------------------------------------------------------+ 128
 *  |                     Label Length in bytes                     |
 *  +---------------------------------------------------------------+ 132
 *  |                   Label, UTF-8 (380 bytes)                   ...
 *  +---------------------------------------------------------------+ 512
 *
 *  Value record, 128 bytes (two cache lines: neighbours are prefetched in pairs), one for each counter id
 *  +---------------------------------------------------------------+   0
 *  |                             Value                             |
 *  |                                                               |
 *  +---------------------------------------------------------------+   8
 *  |             Registration: grows with each allocation          |
 *  |                                                               |
 *  +---------------------------------------------------------------+  16
 *  |                           Reserved                           ...
 *  +---------------------------------------------------------------+ 128
 * </pre>
 */
final class CountersLayout {
    /** "PENSTOCK" as it reads in a hex dump of a little-endian machine; written last, so that whoever sees it sees a whole header. */
    static final long MAGIC = ByteBuffer.wrap("PENSTOCK".getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    static final int VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int MAX_COUNTERS_OFFSET = 12;
    static final int PID_OFFSET = 16;
    static final int START_EPOCH_NS_OFFSET = 24;
    static final int CLOSED_OFFSET = 32;
    static final int HEADER_LENGTH = 128;

    static final int METADATA_LENGTH = 512;
    static final int STATE_OFFSET = 0;
    static final int TYPE_ID_OFFSET = 4;
    static final int KEY_OFFSET = 16;
    static final int MAX_KEY_LENGTH = 112;
    static final int LABEL_LENGTH_OFFSET = 128;
    static final int LABEL_OFFSET = 132;
    static final int MAX_LABEL_LENGTH = METADATA_LENGTH - LABEL_OFFSET;

    static final int VALUE_LENGTH = 128;
    static final int REGISTRATION_OFFSET = 8;

    static final int UNUSED = 0;
    static final int ALLOCATED = 1;
    static final int RECLAIMED = -1;

    /** Keeps the memory below 2 GiB, the most that one byte buffer can map. */
    static final int MAX_COUNTERS = 1 << 20;

    private CountersLayout() {
    }

    static int length(final int maxCounters) {
        return HEADER_LENGTH + maxCounters * (METADATA_LENGTH + VALUE_LENGTH);
    }

    static int metadataOffset(final int id) {
        return HEADER_LENGTH + id * METADATA_LENGTH;
    }

    static int valueOffset(final int maxCounters, final int id) {
        return HEADER_LENGTH + maxCounters * METADATA_LENGTH + id * VALUE_LENGTH;
    }

    /** UTF-8, cut between characters where it is too long: a long name must not stop a graph. */
    static byte[] utf8(final String text, final int maxLength) {
        final byte[] whole = text.getBytes(StandardCharsets.UTF_8);
        if (whole.length <= maxLength) {
            return whole;
        }
        int end = maxLength;
        while (end > 0 && (whole[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(whole, end);
    }
}
