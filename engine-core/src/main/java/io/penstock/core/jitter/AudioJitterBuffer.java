package io.penstock.core.jitter;

import io.penstock.clock.Timebase;
import io.penstock.core.Providers;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.LossConcealer;
import io.penstock.spi.PayloadFormat;
import io.penstock.spi.TimeScaler;
import io.penstock.stage.Latency;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import java.util.function.Supplier;

/**
 * Takes RTP packets in any order and puts out sound without a pause: a frame whenever the last has been played, by the engine's clock. It
 * decodes inside, because what is lost must be made up at the moment it is due, from the packet after it where that repeats it (Opus FEC),
 * else by the decoder's or the given {@link LossConcealer}.
 *
 * <p>Playout starts {@code targetDelay} after the first packet. {@code ptsNs} is playout minus target; {@code captureNs} the arrival of the
 * packet (made-up sound continues from the one before); {@code userTag} the intended hold in nanoseconds, from arrival to playout. Made-up
 * sound has {@link FrameFlags#GAP}. Timestamps that skip without a sequence number missing are silence that was not sent (DTX). After two
 * seconds without packets the output stops, until packets come again.
 *
 * <p>With {@link JitterConfig#adaptiveUpToMs} and a {@link TimeScaler} the delay follows what frames need to be there, by their own packets or by
 * what repeats them, and the sender's clock: sound is lengthened and shortened by a pitch period at a time where that is not heard, and packets
 * that all are late are waited for, while sound is made up, rather than dropped. When more waits than {@code maxDelay}, what is above the target
 * is skipped at once. After a tenth of a second, made-up sound fades to noise like that behind the voice. {@link JitterConfig#live} keeps a
 * live stream near its source instead.
 *
 * <p>Counters: {@code packets}, {@code frames}, {@code concealed}, {@code recovered} (FEC), {@code silent} (DTX), {@code lost} (packets not
 * there when due), {@code late} (there later), {@code duplicated}, {@code reordered}, {@code resyncs} (playout moved: clock drift, a longer
 * way, lip sync), {@code addedNs} and {@code removedNs} (by lengthening and shortening), {@code heldNs} (intended holds of {@code decoded}
 * frames, added up), {@code decoded}, {@code noise} (frames of noise),
 * {@code skippedNs} (too much that waited),
 * {@code dropped.overflow}, {@code dropped.jump}, {@code dropped.payload-type},
 * {@code errors.malformed}, {@code errors.codec}.
 */
public final class AudioJitterBuffer implements Transform {
    /** Frames in one callback: those that became due while the thread was away. */
    static final int MAX_OUTPUTS = 4;
    /** So many packets in a row that come too late mean that the way has become longer. */
    private static final int LATE_LIMIT = 5;
    private static final long IDLE_NS = 2_000_000_000L;

    private final JitterConfig config;
    private final PayloadFormat payloadFormat;
    private final CodecSpec codec;
    private final CodecProvider provider;
    private final Supplier<LossConcealer> concealers;
    private final AvSync.Stream sync;
    private final StageSpec spec;

    private StageContext context;
    private AudioCounters counters;
    private DelayEstimator delay;
    private PacketRing ring;
    private PacketIntake intake;
    private PlayoutClock clock;
    private AudioPlayout playout;
    private AudioUnit unit;
    private AudioAssembler assembler;
    private ArrivedFrames arrived;
    private Supplier<TimeScaler> scalers;
    private int clockRateHz;
    private AudioFormat format;
    private long frameNs;
    private long frameUnits;

    private boolean started;
    private boolean playing;
    private int lateInARow;

    /**
     * Creates a buffer.
     *
     * @param config        settings.
     * @param payloadFormat how the codec's frames travel.
     * @param codec         decoder and its settings.
     * @param provider      makes the decoder.
     * @param concealers    makes a concealer for decoders that have none of their own; null = silence then.
     * @param sync          {@link AvSync#audio()}; null = on its own.
     */
    public AudioJitterBuffer(final JitterConfig config, final PayloadFormat payloadFormat, final CodecSpec codec,
                             final CodecProvider provider, final Supplier<LossConcealer> concealers, final AvSync.Stream sync) {
        if (codec.direction() != CodecSpec.Direction.DECODE || !codec.codec().equals(payloadFormat.codec())) {
            throw new ConfigurationException("jitter: " + codec + " does not decode what comes as " + payloadFormat.codec());
        }
        this.config = config;
        this.payloadFormat = payloadFormat;
        this.codec = codec;
        this.provider = provider;
        this.concealers = concealers;
        this.sync = sync;
        spec = StageSpec.transform("jitter-audio", PacketSpec.rtp(codec.codec()), this::soundOf).ticking().framesHeld(config.maxPackets())
            .maxOutputsPerInput(MAX_OUTPUTS).latency(Latency.of(config.targetDelay())).build();
    }

    /**
     * A buffer with payload format, decoder and concealer from the class path.
     *
     * @param codec  decoder and its settings.
     * @param config settings.
     * @return the stage.
     */
    public static AudioJitterBuffer of(final CodecSpec codec, final JitterConfig config) {
        return of(codec, config, null);
    }

    /**
     * A buffer with payload format, decoder and concealer from the class path, in step with a picture.
     *
     * @param codec  decoder and its settings.
     * @param config settings.
     * @param sync   {@link AvSync#audio()}; null = on its own.
     * @return the stage.
     */
    public static AudioJitterBuffer of(final CodecSpec codec, final JitterConfig config, final AvSync.Stream sync) {
        final Providers providers = Providers.of(AudioJitterBuffer.class.getClassLoader());
        return new AudioJitterBuffer(config, providers.payloadFormat(codec.codec()), codec, providers.codec(codec),
            providers.lossConcealer().orElse(null), sync).timeScalers(config.isAdaptive() ? providers.timeScaler().orElse(null) : null);
    }

    /**
     * Lets the delay change without a gap. Before the start.
     *
     * @param makers makes what lengthens and shortens sound; null = the delay stays what it was when playout started.
     * @return this.
     */
    public AudioJitterBuffer timeScalers(final Supplier<TimeScaler> makers) {
        scalers = makers;
        return this;
    }

    private FormatSpec soundOf(final Format packets) {
        return provider.traits(codec).output().apply(((PacketFormat) packets).payload());
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        counters = new AudioCounters(context);
        delay = config.soundEstimator();
        ring = new PacketRing(config.maxPackets());
        playout = new AudioPlayout(config, delay, sync, counters);
        open((PacketFormat) context.inputFormat(0), (AudioFormat) context.outputFormat(0));
    }

    private void open(final PacketFormat packets, final AudioFormat output) {
        final EncodedFormat encoded = packets.payload();
        clockRateHz = packets.clockRateHz() > 0 ? packets.clockRateHz() : payloadFormat.clockRateHz(encoded.media());
        format = output;
        frameNs = output.frameNs();
        frameUnits = Timebase.nsToUnits(frameNs, clockRateHz);
        intake = new PacketIntake(context, clockRateHz, packets.payloadType());
        intake.reset();
        clock = new PlayoutClock(clockRateHz);
        unit = new AudioUnit(codec, provider, payloadFormat, encoded, output, concealers == null ? null : concealers.get());
        playout.open(output, clockRateHz, clock, scalers == null ? null : new ElasticSound(scalers.get(), output, context));
        assembler = new AudioAssembler(config, playout, ring, intake, unit, counters, delay, sync, output, clockRateHz);
        arrived = new ArrivedFrames(payloadFormat, delay, intake, frameUnits);
        forget();
        restart();
    }

    /** Another source follows, or another way. */
    private void forget() {
        clock.reset();
        delay.reset();
        arrived.reset();
    }

    private void restart() {
        ring.clear();
        if (!playout.isElastic()) {
            clock.reset(); // the way has become longer, or the sender's clock ran away: what was learnt is of no use
            delay.reset();
        }
        playout.discontinuity |= playing;
        started = false;
        playing = false;
        lateInARow = 0;
        playout.restart();
        assembler.restart();
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        final PacketIntake.Verdict verdict = intake.check(in);
        if (verdict == PacketIntake.Verdict.REFUSED) {
            return;
        }
        if (verdict == PacketIntake.Verdict.NEW_SOURCE) {
            forget();
            restart();
            assembler.reset();
        }
        delay.packetArrived(intake.toNs(intake.units()), in.captureNs());
        arrived.packet(in);
        if (playout.isElastic()) {
            clock.observe(intake.units(), in.captureNs());
        }
        if (admit(in)) {
            process(context.clock().nanoTime(), out);
        }
    }

    private boolean admit(final Frame in) {
        final long sequence = intake.sequence();
        final long units = intake.units();
        if (playing && (sequence < assembler.nextSequence || units < playout.nextUnits - frameUnits / 2)) {
            counters.late.increment();
            if (++lateInARow < LATE_LIMIT) {
                return false;
            }
            restart();
            counters.resyncs.increment();
        }
        lateInARow = 0;
        final boolean tooFar = started && (Math.abs(sequence - assembler.nextSequence) >= ring.span()
            || ring.count() > 0 && ring.highest() - sequence >= ring.span()
            || intake.toNs(units - playout.nextUnits) > config.maxDelay().toNanos() + IDLE_NS);
        if (ring.isFull() || tooFar) {
            counters.overflow.add(ring.count());
            restart();
            counters.resyncs.increment();
        }
        if (!started) {
            started = true;
            assembler.nextSequence = sequence;
            playout.nextUnits = units;
        }
        ring.put(intake, in);
        if (!playing && !playout.isElastic()) {
            clock.observe(units, in.captureNs());
        }
        if (!playing) {
            assembler.nextSequence = Math.min(assembler.nextSequence, sequence);
            playout.nextUnits = Math.min(playout.nextUnits, units);
            playout.dueNs = clock.arrivalNs(playout.nextUnits) + delay.targetDelayNs();
        }
        return true;
    }

    @Override
    public int onTick(final long nowNs, final Output out) {
        return process(nowNs, out);
    }

    private int process(final long nowNs, final Output out) {
        int work = 0;
        if (started && nowNs - playout.dueNs > Math.max(config.maxDelay().toNanos(), MAX_OUTPUTS * frameNs)) {
            // The thread was away, or a timestamp lied: nobody wants to hear now what was due long ago.
            playout.dueNs = nowNs;
            counters.resyncs.increment();
        }
        while (started && nowNs >= playout.dueNs && work < MAX_OUTPUTS) {
            work++;
            if (!playing) {
                playing = true;
                assembler.begin(playout.dueNs - delay.targetDelayNs() - frameNs);
            }
            if (!assembler.play(out)) {
                restart();
            }
        }
        context.wakeAtNs(started ? Math.max(playout.dueNs, nowNs) : Long.MAX_VALUE);
        return work;
    }

    @Override
    public boolean onFormatChange(final Format packets, final Output out) {
        final FormatSpec possible = soundOf(packets);
        final AudioFormat output = (AudioFormat) (possible.accepts(format) ? format : possible.first().orElseThrow());
        unit.close();
        open((PacketFormat) packets, output);
        if (!output.equals(out.format())) {
            out.formatChange(output);
        }
        return true;
    }

    @Override
    public void onFlush() {
        forget();
        restart();
        assembler.reset();
        context.wakeAtNs(Long.MAX_VALUE);
    }

    @Override
    public void onEndOfStream(final Output out) {
        final int most = playout.isElastic() ? MAX_OUTPUTS - 1 : MAX_OUTPUTS;
        for (int i = 0; i < most && ring.count() > 0; i++) {
            playing = true;
            assembler.play(out);
        }
        ring.clear();
        playout.end(out);
    }

    @Override
    public void close() {
        if (ring != null) {
            ring.clear();
        }
        if (unit != null) {
            unit.close();
            unit = null;
        }
    }
}
