package io.penstock.rtc.moderate;

import io.penstock.clock.MediaClock;
import io.penstock.core.Providers;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.error.ConfigurationException;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.PacketTap;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Keeps the last seconds of what a participant says as packets, and has them made into a WAV clip (48 kHz, one channel, 16 bits) on a worker's
 * thread, at intervals while it may be heard and when asked. Nothing is decoded but for a clip.
 */
public final class SoundTap implements PacketTap, AutoCloseable {
    private static final int PACKETS_A_SECOND = 100;
    private static final int MOST_PAYLOAD_BYTES = 1500;
    private static final long NANOS = 1_000_000_000L;

    private final Subject subject;
    private final TapConfig config;
    private final Providers providers;
    private final EvidenceMaker maker;
    private final Requests asked = new Requests();
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final byte[][] payloads;
    private final int[] lengths;
    private final int[] timestamps;
    private final long[] arrivals;
    private long written;
    private int ssrc;
    private long dueNs;

    /**
     * A tap for one track of Opus, also within redundancy (RFC 2198).
     *
     * @param subject   whom it listens to.
     * @param config    how often, and how long a clip is.
     * @param providers decoders, such as {@code engine.providers()}.
     * @param clock     the clock that packets' arrivals are told by.
     * @param worker    decodes; one thread is enough for many taps. Its queue holds at most one task of each tap.
     * @param to        is given the clips on the worker's thread, such as a {@link Moderation}.
     * @throws ConfigurationException if the track is of another codec.
     */
    public SoundTap(final Subject subject, final TapConfig config, final Providers providers, final MediaClock clock, final Executor worker,
                    final Consumer<Evidence> to) {
        if (!CodecId.OPUS.equals(subject.track().codec())) {
            throw new ConfigurationException("sound clip: track of " + subject.track().codec() + "; accepted is opus");
        }
        this.subject = subject;
        this.config = config;
        this.providers = providers;
        maker = new EvidenceMaker(worker, to, clock);
        final int places = (int) (config.clipNs * PACKETS_A_SECOND / NANOS) + 1;
        payloads = new byte[places][160];
        lengths = new int[places];
        timestamps = new int[places];
        arrivals = new long[places];
    }

    /**
     * Asks for what is said up to the next packet. Any thread.
     *
     * @return completed with the clip on the worker's thread; fails with an {@link io.penstock.error.EngineException} if the track ends before,
     *     or 16 requests wait already. While the participant is silent or muted no packet comes, and no clip.
     */
    public CompletableFuture<Evidence> take() {
        return asked.ask();
    }

    @Override
    public void packet(final byte[] packet, final int offset, final int length, final long arrivalNs) {
        if (!header.parse(packet, offset, length)) {
            return;
        }
        int at = header.payloadOffset();
        int bytes = header.payloadLength();
        if (header.payloadType() == Forwarder.RED_PAYLOAD_TYPE) {
            final int end = at + bytes;
            at = primary(packet, at, end);
            bytes = end - at;
        } else if (header.payloadType() != Forwarder.AUDIO_PAYLOAD_TYPE) {
            return;
        }
        if (bytes <= 0 || bytes > MOST_PAYLOAD_BYTES) {
            return;
        }
        if (written == 0) {
            dueNs = arrivalNs + config.clipNs;
        }
        if (header.ssrc() != ssrc) {
            ssrc = header.ssrc();
            // Timestamps of another source go on from nothing that is known.
            Arrays.fill(lengths, 0);
        }
        keep(packet, at, bytes, arrivalNs);
        final boolean periodic = config.everyNs > 0 && arrivalNs - dueNs >= 0;
        if (periodic) {
            dueNs = arrivalNs + config.everyNs;
        }
        if (periodic || asked.any()) {
            clip(arrivalNs, periodic);
        }
    }

    /** Where the newest sound of a packet with redundancy begins (RFC 2198 section 3); {@code end} if it is malformed. */
    private static int primary(final byte[] a, final int from, final int end) {
        int at = from;
        int older = 0;
        while (at < end && a[at] < 0) {
            if (at + 4 > end) {
                return end;
            }
            older += (a[at + 2] & 3) << 8 | a[at + 3] & 0xFF;
            at += 4;
        }
        return Math.min(end, at + 1 + older);
    }

    private void keep(final byte[] a, final int at, final int bytes, final long arrivalNs) {
        final int i = (int) (written++ % payloads.length);
        if (payloads[i].length < bytes) {
            payloads[i] = new byte[bytes + bytes / 4];
        }
        System.arraycopy(a, at, payloads[i], 0, bytes);
        lengths[i] = bytes;
        timestamps[i] = header.timestamp();
        arrivals[i] = arrivalNs;
    }

    private void clip(final long nowNs, final boolean periodic) {
        if (maker.isWorking()) {
            if (periodic) {
                maker.countBusy();
            }
            return;
        }
        final SoundClip clip = new SoundClip(config.clipNs);
        for (long n = Math.max(0, written - payloads.length); n < written; n++) {
            final int i = (int) (n % payloads.length);
            if (lengths[i] > 0 && nowNs - arrivals[i] <= config.clipNs) {
                clip.add(timestamps[i], Arrays.copyOf(payloads[i], lengths[i]));
            }
        }
        final int timestamp = header.timestamp();
        if (!maker.make(() -> evidence(clip, nowNs, timestamp), asked.take())) {
            maker.countBusy();
        }
    }

    private Evidence evidence(final SoundClip clip, final long nowNs, final int timestamp) {
        return new Evidence(subject.room(), subject.participant(), subject.track().track(), MediaKind.AUDIO, maker.at(nowNs), "audio/wav",
            clip.wav(providers), 0, 0, timestamp);
    }

    /**
     * What it has done. Any thread.
     *
     * @return a copy.
     */
    public TapStatistics statistics() {
        return maker.statistics(0, 0);
    }

    /** The track has ended: who waits for a clip gets none. Any thread, once the tap is removed. */
    @Override
    public void close() {
        asked.close();
    }
}
