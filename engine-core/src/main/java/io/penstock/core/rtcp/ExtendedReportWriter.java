package io.penstock.core.rtcp;

/**
 * Writes an extended report (XR, RFC 3611, see {@link ExtendedReport}). One thread; allocates nothing. The array must have room for what is
 * written.
 * <pre>{@code
 * int bytes = writer.begin(array, at, ssrc).referenceTime(ntp).finish();
 * }</pre>
 */
public final class ExtendedReportWriter {
    private byte[] array;
    private int start;
    private int at;
    private int block;
    private int begin;
    private int end;
    private int run;
    private boolean runReceived;
    private int bits;
    private int bitCount;

    /** A writer of nothing yet. */
    public ExtendedReportWriter() {
        // Set by begin.
    }

    /**
     * Starts a report.
     *
     * @param to     array.
     * @param offset where to begin.
     * @param ssrc   who reports.
     * @return this.
     */
    public ExtendedReportWriter begin(final byte[] to, final int offset, final int ssrc) {
        array = to;
        start = offset;
        Bytes.put32(to, offset + 4, ssrc);
        at = offset + ExtendedReport.FIXED_BYTES;
        block = -1;
        return this;
    }

    private void block(final int type, final int specific) {
        close();
        block = at;
        array[at] = (byte) type;
        array[at + 1] = (byte) specific;
        at += 4;
    }

    private void close() {
        if (block >= 0) {
            if (array[block] == ExtendedReport.LOSS_RUNS) {
                closeRuns();
            }
            Bytes.put16(array, block + 2, (at - block) / 4 - 1);
        }
    }

    private void word(final int value) {
        Bytes.put32(array, at, value);
        at += 4;
    }

    /**
     * Adds the time of who receives: 12 bytes.
     *
     * @param ntp NTP timestamp.
     * @return this.
     */
    public ExtendedReportWriter referenceTime(final long ntp) {
        block(ExtendedReport.REFERENCE_TIME, 0);
        word((int) (ntp >>> 32));
        word((int) ntp);
        return this;
    }

    /**
     * Answers a reference time: 16 bytes, or 12 when the block before is of the same kind.
     *
     * @param ssrc          whose.
     * @param lastReference middle 32 bits of its NTP timestamp.
     * @param delay         how long ago it came, in 1/65536 s.
     * @return this.
     */
    public ExtendedReportWriter lastReference(final int ssrc, final int lastReference, final int delay) {
        if (block < 0 || array[block] != ExtendedReport.LAST_REFERENCE) {
            block(ExtendedReport.LAST_REFERENCE, 0);
        }
        word(ssrc);
        word(lastReference);
        word(delay);
        return this;
    }

    /**
     * Adds statistics of loss, duplicates and jitter: 40 bytes.
     *
     * @param ssrc          source.
     * @param beginSequence its first packet.
     * @param endSequence   the one behind its last.
     * @param lost          packets.
     * @param duplicates    packets.
     * @param jitterUnits   least, most, mean and standard deviation, in units of the RTP clock.
     * @return this.
     */
    public ExtendedReportWriter statisticsSummary(final int ssrc, final int beginSequence, final int endSequence, final int lost,
                                                  final int duplicates, final int[] jitterUnits) {
        block(ExtendedReport.STATISTICS_SUMMARY, 0xE0);
        word(ssrc);
        word(beginSequence << 16 | endSequence & 0xFFFF);
        word(lost);
        word(duplicates);
        for (int i = 0; i < 4; i++) {
            word(jitterUnits[i]);
        }
        word(0); // of the hops nothing is known
        return this;
    }

    /**
     * Begins to tell which packets came; {@link #packet} follows for each: 12 bytes, and two for each 15 packets, or for each run of more.
     *
     * @param ssrc          source.
     * @param beginSequence its first packet.
     * @return this.
     */
    public ExtendedReportWriter lossRuns(final int ssrc, final int beginSequence) {
        block(ExtendedReport.LOSS_RUNS, 0);
        word(ssrc);
        word(beginSequence << 16);
        begin = beginSequence;
        end = beginSequence;
        run = 0;
        bits = 0;
        bitCount = 0;
        return this;
    }

    /**
     * Tells of the next packet, after {@link #lossRuns}. At most 65534 packets.
     *
     * @param received whether it came.
     * @return this.
     */
    public ExtendedReportWriter packet(final boolean received) {
        if (end - begin == 0xFFFE) {
            throw new IllegalStateException("xr: loss runs tell of at most 65534 packets");
        }
        end++;
        if (run > 0) {
            if (runReceived == received && run < 0x3FFF) {
                run++;
                return this;
            }
            closeRun();
        }
        bits = bits << 1 | (received ? 1 : 0);
        bitCount++;
        if (bitCount == 15) {
            if (bits == 0 || bits == 0x7FFF) {
                run = 15;
                runReceived = bits != 0;
            } else {
                chunk(0x8000 | bits);
            }
            bits = 0;
            bitCount = 0;
        }
        return this;
    }

    private void closeRun() {
        chunk((runReceived ? 0x4000 : 0) | run);
        run = 0;
    }

    private void closeRuns() {
        if (run > 0) {
            closeRun();
        }
        if (bitCount > 0) {
            chunk(0x8000 | bits << 15 - bitCount);
        }
        if ((at - block & 3) != 0) {
            chunk(0);
        }
        Bytes.put16(array, block + 10, end);
    }

    private void chunk(final int value) {
        Bytes.put16(array, at, value);
        at += 2;
    }

    /**
     * Ends the report.
     *
     * @return its bytes.
     */
    public int finish() {
        close();
        Bytes.header(array, start, 0, ExtendedReport.TYPE, at - start);
        return at - start;
    }
}
