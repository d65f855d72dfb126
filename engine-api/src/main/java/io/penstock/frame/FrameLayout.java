package io.penstock.frame;

/**
 * Layout of the 64-byte frame header, one cache line, native byte order.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+   0
 *  |                           Ref Count                           |
 *  +---------------------------------------------------------------+   4
 *  |                          Generation                           |
 *  +---------------------------------------------------------------+   8
 *  |                             PTS ns                            |
 *  |                                                               |
 *  +---------------------------------------------------------------+  16
 *  |                           Capture ns                          |
 *  |                                                               |
 *  +---------------------------------------------------------------+  24
 *  |                          Duration ns                          |
 *  +---------------------------------------------------------------+  28
 *  |                         Payload Length                        |
 *  +---------------------------------------------------------------+  32
 *  |                           Format Id                           |
 *  +-------------------------------+---------------+---------------+  36
 *  |             Flags             | Temporal Layer| Spatial Layer |
 *  +-------------------------------+---------------+---------------+  40
 *  |                            Sequence                           |
 *  |                                                               |
 *  +---------------------------------------------------------------+  48
 *  |                           Stream Id                           |
 *  +---------------------------------------------------------------+  52
 *  |                         RTP Timestamp                         |
 *  +---------------------------------------------------------------+  56
 *  |                            User Tag                           |
 *  |                                                               |
 *  +---------------------------------------------------------------+  64
 * </pre>
 */
public final class FrameLayout {
    /** Size of the header in bytes. */
    public static final int HEADER_LENGTH = 64;
    /** Owners of the slot; 0 = free. */
    public static final int REF_COUNT_OFFSET = 0;
    /** Counts how often the slot was claimed; catches use after release. */
    public static final int GENERATION_OFFSET = 4;
    /** Presentation time. */
    public static final int PTS_NS_OFFSET = 8;
    /** Time of capture at the source. */
    public static final int CAPTURE_NS_OFFSET = 16;
    /** Duration; 0 = unknown. */
    public static final int DURATION_NS_OFFSET = 24;
    /** Payload bytes in use. */
    public static final int PAYLOAD_LENGTH_OFFSET = 28;
    /** Interned format. */
    public static final int FORMAT_ID_OFFSET = 32;
    /** {@link FrameFlags}. */
    public static final int FLAGS_OFFSET = 36;
    /** Temporal layer. */
    public static final int TEMPORAL_LAYER_OFFSET = 38;
    /** Spatial layer. */
    public static final int SPATIAL_LAYER_OFFSET = 39;
    /** Running number within the stream. */
    public static final int SEQUENCE_OFFSET = 40;
    /** Stream, for RTP the SSRC. */
    public static final int STREAM_ID_OFFSET = 48;
    /** RTP timestamp as sent or received. */
    public static final int RTP_TIMESTAMP_OFFSET = 52;
    /** Free for the host. */
    public static final int USER_TAG_OFFSET = 56;

    private FrameLayout() {
    }
}
