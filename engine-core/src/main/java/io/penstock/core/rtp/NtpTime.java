package io.penstock.core.rtp;

/** NTP timestamps (RFC 5905, section 6): seconds since 1900 in 32.32 fixed point, as an unsigned {@code long}. Pure. */
public final class NtpTime {
    private static final long NANOS = 1_000_000_000L;
    /** Seconds from 1900-01-01 to 1970-01-01. */
    private static final long EPOCH_SECONDS = 2_208_988_800L;

    private NtpTime() {
    }

    /**
     * From Unix time.
     *
     * @param epochNs nanoseconds since 1970.
     * @return NTP timestamp.
     */
    public static long ofEpochNs(final long epochNs) {
        final long seconds = Math.floorDiv(epochNs, NANOS) + EPOCH_SECONDS;
        return seconds << 32 | (Math.floorMod(epochNs, NANOS) << 32) / NANOS;
    }

    /**
     * To Unix time; era 0 for times from 1968, era 1 before (RFC 4330, section 3).
     *
     * @param ntp NTP timestamp.
     * @return nanoseconds since 1970.
     */
    public static long toEpochNs(final long ntp) {
        final long seconds = (ntp >>> 32) + (ntp < 0 ? 0 : 1L << 32) - EPOCH_SECONDS;
        return seconds * NANOS + ((ntp & 0xFFFF_FFFFL) * NANOS + (1L << 31) >>> 32);
    }

    /**
     * The middle 32 bits, as in LSR.
     *
     * @param ntp NTP timestamp.
     * @return 16.16 fixed point seconds.
     */
    public static int middle(final long ntp) {
        return (int) (ntp >>> 16);
    }

    /**
     * A short time in 1/65536 seconds, as in DLSR.
     *
     * @param ns nanoseconds, up to 18 hours.
     * @return 16.16 fixed point seconds.
     */
    public static int toShort(final long ns) {
        return (int) Math.min(0xFFFF_FFFFL, Math.max(0, (ns / NANOS << 16) + (ns % NANOS << 16) / NANOS));
    }

    /**
     * The reverse.
     *
     * @param fixed 16.16 fixed point seconds, unsigned.
     * @return nanoseconds.
     */
    public static long shortToNs(final int fixed) {
        return ((fixed & 0xFFFF_FFFFL) * NANOS) >>> 16;
    }
}
