package io.penstock.rtc.moderate;

import io.penstock.clock.MediaClock;
import io.penstock.core.Providers;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.error.ConfigurationException;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.PacketTap;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Takes pictures of what a participant shows, at intervals and when asked: it looks at packets only while a picture is due, copies those of one
 * key frame, and has that alone decoded on a worker's thread. Add it by {@link Forwarder#tap}: nothing of before somebody may be seen comes here.
 *
 * <p>A key frame that comes by itself is waited for ({@link TapConfig#patience}) before one is asked for; {@link #take} asks at once.
 */
public final class SnapshotTap implements PacketTap, AutoCloseable {
    private static final long BETWEEN_REQUESTS_NS = 1_000_000_000L;

    private final Subject subject;
    private final TapConfig config;
    private final Providers providers;
    private final Runnable requestKeyframe;
    private final KeyframeCollector collector;
    private final EvidenceMaker maker;
    private final Requests asked = new Requests();
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private boolean started;
    private long dueNs;
    private long requestedNs;
    private volatile long requests;
    private volatile long incomplete;

    /**
     * A tap for one track of H.264.
     *
     * @param subject         whom it looks at.
     * @param config          how often.
     * @param providers       decoders, such as {@code engine.providers()}.
     * @param clock           the clock that packets' arrivals are told by.
     * @param worker          decodes; one thread is enough for many taps. Its queue holds at most one task of each tap.
     * @param requestKeyframe asks the publisher for a key frame, such as {@code () -> forwarder.requestKeyframe(track)}.
     * @param to              is given the pictures on the worker's thread, such as a {@link Moderation}.
     * @throws ConfigurationException if the track is of another codec.
     */
    public SnapshotTap(final Subject subject, final TapConfig config, final Providers providers, final MediaClock clock, final Executor worker,
                       final Runnable requestKeyframe, final Consumer<Evidence> to) {
        if (!CodecId.H264.equals(subject.track().codec())) {
            throw new ConfigurationException("snapshot: track of " + subject.track().codec() + "; accepted is h264");
        }
        this.subject = subject;
        this.config = config;
        this.providers = providers;
        this.requestKeyframe = Objects.requireNonNull(requestKeyframe, "requestKeyframe");
        maker = new EvidenceMaker(worker, to, clock);
        collector = new KeyframeCollector();
    }

    /**
     * Asks for a picture as soon as can be. Any thread.
     *
     * @return completed with it on the worker's thread; fails with an {@link io.penstock.error.EngineException} if the picture cannot be decoded,
     *     the track ends before, or 16 requests wait already.
     */
    public CompletableFuture<Evidence> take() {
        final CompletableFuture<Evidence> picture = asked.ask();
        if (!picture.isDone()) {
            requestKeyframe.run();
        }
        return picture;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void packet(final byte[] packet, final int offset, final int length, final long arrivalNs) {
        if (!started) {
            started = true;
            dueNs = arrivalNs;
            requestedNs = arrivalNs;
        }
        final boolean periodic = config.everyNs > 0 && arrivalNs - dueNs >= 0;
        if (!periodic && !asked.any()) {
            return;
        }
        if (!header.parse(packet, offset, length) || header.payloadType() != Forwarder.VIDEO_PAYLOAD_TYPE) {
            return;
        }
        final KeyframeCollector.Keyframe whole = collector.packet(header, arrivalNs);
        incomplete = collector.incomplete();
        if (whole != null) {
            taken(whole, arrivalNs);
        } else if (arrivalNs - dueNs >= (asked.any() ? BETWEEN_REQUESTS_NS : config.patienceNs)
            && arrivalNs - requestedNs >= BETWEEN_REQUESTS_NS) {
            requestedNs = arrivalNs;
            requests++;
            requestKeyframe.run();
        }
    }

    private void taken(final KeyframeCollector.Keyframe whole, final long arrivalNs) {
        dueNs = arrivalNs + config.everyNs;
        requestedNs = arrivalNs;
        if (maker.isWorking()) {
            maker.countBusy();
        } else if (!maker.make(() -> picture(whole), asked.take())) {
            maker.countBusy();
        }
    }

    private Evidence picture(final KeyframeCollector.Keyframe whole) {
        final StillPicture.File file = StillPicture.of(whole, config, providers);
        return new Evidence(subject.room(), subject.participant(), subject.track().track(), MediaKind.VIDEO, maker.at(whole.arrivalNs()),
            config.image.mediaType(), file.bytes(), file.width(), file.height(), whole.timestamp());
    }

    /**
     * What it has done. Any thread.
     *
     * @return a copy.
     */
    public TapStatistics statistics() {
        return maker.statistics(incomplete, requests);
    }

    /** The track has ended: who waits for a picture gets none. Any thread, once the tap is removed. */
    @Override
    public void close() {
        asked.close();
    }
}
