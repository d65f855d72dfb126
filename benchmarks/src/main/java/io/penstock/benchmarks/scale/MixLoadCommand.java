package io.penstock.benchmarks.scale;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.format.CodecId;
import io.penstock.format.FormatSpec;
import io.penstock.format.MediaKind;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Flow;
import io.penstock.rtc.forward.PacketTap;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.mix.RoomMix;
import io.penstock.rtc.mix.RoomPicture;
import io.penstock.spi.Codecs;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.testkit.TestClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What it costs to mix a room: packets of all in, one stream of Opus and one of H.264 out. */
@Command(name = "mix-load", mixinStandardHelpOptions = true, description = {
    "Mixes the sound and the pictures (320x180 at 15/s) of a room, as a mixed recording does: decoded, put into one of 640x360 at 15/s, encoded.",
    "First the sound alone, then the pictures alone, then both. Time is virtual: one thread does everything that is due, as fast as it can, and",
    "its processor time is counted, so that others on the machine matter little; waking threads and handing frames over is not in it."})
public final class MixLoadCommand implements Callable<Integer> {
    private static final double NANOS = 1e9;
    private static final long STEP_NS = 5_000_000L;
    private static final int IDLE_TURNS = 3;
    private static final VideoFormat CAMERA = VideoFormat.i420(320, 180, 15);
    private static final VideoFormat ALL = VideoFormat.i420(640, 360, 15);
    private static final int CAMERA_BPS = 250_000;
    private static final int ALL_BPS = 500_000;
    private static final int SOUND_BPS = 48_000;
    private static final int KEY_PICTURES = 30;

    @Spec
    private CommandSpec spec;
    @Option(names = "--participants", defaultValue = "5", description = "How many, 1 to 25 (default: ${DEFAULT-VALUE}).")
    private int participants;
    @Option(names = "--listeners", defaultValue = "0", description = "How many of them hear a mix of their own (default: ${DEFAULT-VALUE}).")
    private int listeners;
    @Option(names = "--seconds", defaultValue = "15", description = "How much of virtual time is measured of each (default: ${DEFAULT-VALUE}).")
    private double seconds;
    @Option(names = "--warmup", defaultValue = "10", description = "Seconds before that (default: ${DEFAULT-VALUE}).")
    private double warmup;
    @Option(names = "--json", defaultValue = "scale.json", description = "File for the result (default: ${DEFAULT-VALUE}).")
    private Path json;

    private final com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Creates the command. */
    public MixLoadCommand() {
    }

    /** What a room of those had cost when it was looked at. */
    private record Used(long cpuNs, long allocated, long sounds, long pictures) { }

    @Override
    public Integer call() throws IOException {
        if (participants < 1 || participants > RoomPicture.MOST_PLACES || listeners < 0 || listeners > participants || seconds <= 0 || warmup < 0) {
            throw new ParameterException(spec.commandLine(), "--participants 1 to " + RoomPicture.MOST_PLACES
                + ", --listeners up to as many, and --seconds above 0 are accepted");
        }
        final PrintWriter out = spec.commandLine().getOut();
        out.println("mix-load: encoding two seconds of pictures and sound");
        out.flush();
        final RecordMaterial material = RecordMaterial.encode(CAMERA, CAMERA_BPS);
        final Circumstances circumstances = new Circumstances();
        final Columns table = new Columns("mixed", "of a core", "kB allocated/s", "frames of sound/s", "pictures/s", "packets dropped");
        final Map<String, Object> result = new LinkedHashMap<>();
        result.put("participants", participants);
        result.put("listeners", listeners);
        boolean whole = true;
        for (final String what : new String[] {"sound", "pictures", "both"}) {
            out.printf(Locale.ROOT, "mix-load: %s of %d, %.1f s to warm up and %.1f s%n", what, participants, warmup, seconds);
            out.flush();
            try (Room room = new Room(!"pictures".equals(what), !"sound".equals(what))) {
                whole &= measure(room, what, material, table, result);
            }
        }
        out.println();
        out.print(table);
        out.println(circumstances);
        ScaleReport.put(json, "mix-load", circumstances, result);
        if (!whole) {
            out.println("mix-load: MISSED: less than nine tenths of what should have come out came out");
        }
        return whole ? 0 : 1;
    }

    private boolean measure(final Room room, final String what, final RecordMaterial material, final Columns table,
                            final Map<String, Object> result) {
        play(room, material, 0, warmup);
        final Used before = room.used();
        play(room, material, warmup, warmup + seconds);
        final Used after = room.used();
        final double share = (after.cpuNs - before.cpuNs) / NANOS / seconds;
        final double allocated = (after.allocated - before.allocated) / seconds;
        final double sounds = (after.sounds - before.sounds) / seconds;
        final double pictures = (after.pictures - before.pictures) / seconds;
        final long dropped = room.sound == null ? 0 : room.sound.droppedPackets();
        table.row(what, number("%.3f", share), number("%.1f", allocated / 1000), number("%.1f", sounds), number("%.1f", pictures),
            Long.toString(dropped));
        final Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("coreShare", share);
        figures.put("bytesAllocatedPerSecond", allocated);
        figures.put("soundsPerSecond", sounds);
        figures.put("picturesPerSecond", pictures);
        figures.put("dropped", dropped);
        result.put(what, figures);
        return (room.sound == null || sounds > 45.0 * (1 + listeners)) && (room.pictures == null || pictures > 13.5);
    }

    /** Brings the packets of all when they are due; participants are spread over an interval of pictures. */
    private void play(final Room room, final RecordMaterial material, final double from, final double to) {
        for (long at = (long) (from * NANOS); at < (long) (to * NANOS); at += STEP_NS) {
            for (int i = 0; i < participants; i++) {
                final long phaseNs = material.pictureNs() * i / participants;
                material.play(room.pictureTaps[i], room.soundTaps[i], at - phaseNs, at + STEP_NS - phaseNs, room.startNs + phaseNs, i);
            }
            room.turn();
        }
    }

    private static String number(final String format, final double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /** A room that is mixed, in an engine of its own. */
    private final class Room implements AutoCloseable {
        private final TestClock clock = new TestClock();
        private final long startNs = clock.nanoTime();
        private final Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock).maxCounters(8192));
        private final PacketTap[] soundTaps = new PacketTap[participants];
        private final PacketTap[] pictureTaps = new PacketTap[participants];
        private final RoomMix sound;
        private final RoomPicture pictures;
        private long soundFrames;
        private long pictureFrames;
        private long cpuNs;
        private long allocated;

        Room(final boolean withSound, final boolean withPictures) {
            sound = withSound ? RoomMix.of(engine, "room", participants) : null;
            pictures = withPictures ? RoomPicture.of(engine, "room", ALL, participants, track -> { }, flow -> end(
                flow.via("h264", Codecs.encoder(CodecId.H264, s -> s.bitrate(ALL_BPS).keyInterval(KEY_PICTURES))), () -> pictureFrames++)) : null;
            changing(this::fill);
        }

        private void fill() {
            for (int i = 0; i < participants; i++) {
                final TrackSpec voice = spec(2 * i, MediaKind.AUDIO, CodecId.OPUS);
                final TrackSpec camera = spec(2 * i + 1, MediaKind.VIDEO, CodecId.H264);
                soundTaps[i] = sound != null ? sound.add("p" + i, voice).orElseThrow() : (packet, offset, length, arrivalNs) -> { };
                pictureTaps[i] = pictures != null ? pictures.add("p" + i, "Participant " + i, camera).orElseThrow()
                    : (packet, offset, length, arrivalNs) -> { };
            }
            for (int i = -1; sound != null && i < listeners; i++) {
                sound.listen(i < 0 ? "" : "p" + i, flow -> end(flow.via("opus", Codecs.encoder(CodecId.OPUS, s -> s.bitrate(SOUND_BPS))),
                    () -> soundFrames++));
            }
        }

        private void end(final Flow flow, final Runnable came) {
            flow.to("end", Stages.sink(StageSpec.sink("end", FormatSpec.any()).build(), in -> came.run()));
        }

        private TrackSpec spec(final int track, final MediaKind kind, final CodecId codec) {
            return new TrackSpec(track, track, kind, codec, "load",
                List.of(new TrackSpec.Layer(track, 0, CAMERA.width(), CAMERA.height(), CAMERA_BPS)));
        }

        /** Whoever changes a running graph waits for its next turn. */
        private void changing(final Runnable change) {
            final FutureTask<Void> task = new FutureTask<>(change, null);
            final Thread thread = new Thread(task, "mix-load-change");
            thread.start();
            while (!task.isDone()) {
                engine.invoke();
                Thread.onSpinWait();
            }
            try {
                task.get();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (final ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }

        /** All that is due, then a step in time. */
        void turn() {
            final long beforeNs = threads.getCurrentThreadCpuTime();
            final long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int idle = 0; idle < IDLE_TURNS;) {
                idle = engine.invoke() > 0 ? 0 : idle + 1;
            }
            clock.advanceNs(STEP_NS);
            cpuNs += threads.getCurrentThreadCpuTime() - beforeNs;
            allocated += threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        }

        Used used() {
            return new Used(cpuNs, allocated, soundFrames, pictureFrames);
        }

        @Override
        public void close() {
            changing(() -> {
                if (sound != null) {
                    sound.close();
                }
                if (pictures != null) {
                    pictures.close();
                }
            });
            engine.close();
        }
    }
}
