package io.penstock.examples.call;

import io.penstock.error.ConfigurationException;
import io.penstock.core.ThreadingMode;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of the call, read and checked. */
@Command(name = "call", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = {"A real call: two ends, sound and picture both ways, over UDP.", "",
        "Without --listen or --connect both ends run here, over loopback. Latency is measured by a stamp in the picture and a marker in the "
            + "sound, so it is what a person would wait. A report is written at the end.", ""},
    footer = {"", "Examples:", "  call --seconds 20", "  call --loss 5 --rtt 60 --jitter 10", "  call --video clip.y4m --audio speech.wav --window",
        "  call --video-encoder jcodec", "  call --echo --voice on --beauty 5 --white 3",
        "  call --listen 5004            (one end; in another process:)  call --connect 127.0.0.1:5004"})
public final class CallCommand implements Callable<Integer> {
    private static final Pattern SIZE = Pattern.compile("(\\d{2,4})[xX](\\d{2,4})");
    private static final Pattern ADDRESS = Pattern.compile("\\[?([^\\[\\]]+)]?:(\\d{1,5})");
    private static final int MOST_SIDE = 1920;
    private static final int LEAST_SIDE = 64;
    private static final int MOST_PORT = 65_533;

    @Spec
    private CommandSpec spec;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "20", description = "Length of the call (default ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--video", paramLabel = "FILE", description = "Send this clip (y4m or mp4, looped) instead of the synthetic camera.")
    private Path video;

    @Option(names = "--audio", paramLabel = "FILE", description = "Send this sound (wav or mp4, looped) instead of the synthetic voice.")
    private Path audio;

    @Option(names = "--size", paramLabel = "WxH", defaultValue = "360x640", description = "Size of the picture (default ${DEFAULT-VALUE}).")
    private String size;

    @Option(names = "--fps", paramLabel = "N", defaultValue = "15", description = "Pictures a second (default ${DEFAULT-VALUE}).")
    private int fps;

    @Option(names = "--bitrate", paramLabel = "BPS", defaultValue = "0", description = "Bits a second for the picture, such as 900k or 1.2M "
        + "(default: a 36th of the raw rate).")
    private String bitrate;

    @Option(names = "--loss", paramLabel = "P", defaultValue = "0", description = "Lose P percent of the packets, each way.")
    private double loss;

    @Option(names = "--rtt", paramLabel = "MS", defaultValue = "0", description = "Add this round-trip time.")
    private int rtt;

    @Option(names = "--burst", paramLabel = "P:N", description = "Lose P percent of the packets in bursts of N on average, each way.")
    private String burst;

    @Option(names = "--rate", paramLabel = "BPS", description = "Rate of the narrowest link, each way: a number such as 500k, or one after the "
        + "other, such as 2M:10s,300k:20s,2M.")
    private String rate;

    @Option(names = "--queue", paramLabel = "MS", defaultValue = "1000", description = "Longest queue before that link (default "
        + "${DEFAULT-VALUE}).")
    private int queue;

    @Option(names = "--sound-frame", paramLabel = "MS", defaultValue = "10", description = "How much sound goes into a packet: 10, 20 or 40; longer "
        + "ones cost less and come later (default ${DEFAULT-VALUE}).")
    private int soundFrame;

    @Option(names = "--settle", paramLabel = "S", defaultValue = "0", description = "Leave the first S seconds out of the latencies' percentiles "
        + "(default ${DEFAULT-VALUE}).")
    private int settle;

    @Option(names = "--oneway", description = "Only A sends pictures.")
    private boolean oneWay;

    @Option(names = "--min-bitrate", paramLabel = "BPS", defaultValue = "40k", description = "Least that an end sends, whatever the network, IP "
        + "and UDP headers included (default ${DEFAULT-VALUE}).")
    private String minBitrate;

    @Option(names = "--max-bitrate", paramLabel = "BPS", defaultValue = "0", description = "Most that an end sends, IP and UDP headers, sound "
        + "and repair included (default: what picture and sound need).")
    private String maxBitrate;

    @Option(names = "--jitter", paramLabel = "MS", defaultValue = "0", description = "Add this jitter, each way.")
    private int jitter;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Makes camera, voice and losses (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--mode", paramLabel = "MODE", defaultValue = "shared",
        description = "Threads: invoker (one), shared (few) or dedicated (one a region) (default ${DEFAULT-VALUE}).")
    private ThreadingMode mode;

    @Option(names = "--window", description = "Show what is received in a window.")
    private boolean window;

    @Option(names = "--mic", description = "Send what the microphone hears.")
    private boolean microphone;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "call-out",
        description = "Where report and recordings go (default ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--listen", paramLabel = "PORT", defaultValue = "-1", description = "Be one end: wait for a caller at this port "
        + "(pictures; sound comes at PORT+2).")
    private int listen;

    @Option(names = "--connect", paramLabel = "HOST:PORT", description = "Be the other end: call the one that listens there.")
    private String connect;

    @Option(names = "--plain", description = "With --listen or --connect: the other end is not Penstock but anything that speaks RTP (H.264 with "
        + "payload type 96, Opus with 111), such as ffmpeg; SDP files are written to DIR.")
    private boolean plain;

    @Option(names = "--video-encoder", paramLabel = "NAME", defaultValue = "penstock", description = "Who encodes the picture: penstock or jcodec "
        + "(default ${DEFAULT-VALUE}).")
    private VideoEncoder encoder;

    @Option(names = "--compare", paramLabel = "on|off", defaultValue = "on", description = "After a call between two ends here, hold both encoders "
        + "against each other, a few seconds long (default ${DEFAULT-VALUE}).")
    private String compare;

    @Option(names = "--voice", paramLabel = "on|off", defaultValue = "off", description = "Clean the voice before it is sent: high-pass, "
        + "noise, gain, and with --echo the echo (default ${DEFAULT-VALUE}).")
    private String voice;

    @Option(names = "--beauty", paramLabel = "0-9", defaultValue = "0", description = "Smooth the skin of faces (default ${DEFAULT-VALUE}).")
    private int beauty;

    @Option(names = "--white", paramLabel = "0-9", defaultValue = "0", description = "Whiten the skin of faces (default ${DEFAULT-VALUE}).")
    private int white;

    @Option(names = "--echo", paramLabel = "DB", arity = "0..1", fallbackValue = "-6", description = "Let the loudspeaker of each side leak into "
        + "its microphone, through a room, at DB against what it plays (${FALLBACK-VALUE} if none is given).")
    private Double echo;

    /** Picocli makes the command. */
    public CallCommand() {
        // Options have their defaults in the annotations.
    }

    @Override
    public Integer call() throws Exception {
        new CallRun(options(), spec.commandLine().getOut()).run();
        return 0;
    }

    private CallOptions options() {
        range("--seconds", seconds, 1, 86_400);
        range("--fps", fps, 1, 60);
        range("--rtt", rtt, 0, 2_000);
        range("--jitter", jitter, 0, 500);
        require(loss >= 0 && loss <= 100, "--loss " + loss + ": accepted are 0 to 100 (percent)");
        final Matcher sides = SIZE.matcher(size);
        require(sides.matches(), "--size " + size + ": give width and height in pixels, such as 360x640");
        final int width = Integer.parseInt(sides.group(1));
        final int height = Integer.parseInt(sides.group(2));
        require(width % 2 == 0 && height % 2 == 0 && Math.min(width, height) >= LEAST_SIDE && Math.max(width, height) <= MOST_SIDE,
            "--size " + size + ": sides must be even and from " + LEAST_SIDE + " to " + MOST_SIDE);
        require(compare.matches("on|off"), "--compare " + compare + ": accepted are on and off");
        file("--video", video);
        file("--audio", audio);
        require(!(microphone && audio != null), "--mic and --audio: there can be only one sound");
        require(listen < 0 || connect == null, "--listen and --connect: one end is the one or the other; without both, both ends run here");
        require(listen == -1 || listen >= 1 && listen <= MOST_PORT, "--listen " + listen + ": accepted are 1 to " + MOST_PORT);
        require(!plain || listen >= 0 || connect != null, "--plain: needs --listen PORT or --connect HOST:PORT");
        range("--queue", queue, 10, 10_000);
        require(soundFrame == 10 || soundFrame == 20 || soundFrame == 40, "--sound-frame " + soundFrame + ": accepted are 10, 20 and 40 (ms)");
        range("--settle", settle, 0, seconds - 1);
        final int least = bits("--min-bitrate", minBitrate, 5_000);
        final int most = maxBitrate.equals("0") ? 0 : bits("--max-bitrate", maxBitrate, 30_000);
        require(most == 0 || least <= most, "--min-bitrate " + minBitrate + ": it is above --max-bitrate " + maxBitrate);
        final CallNetwork network = new CallNetwork(loss, burst, rtt, jitter, rate, queue, oneWay, least, most, settle, soundFrame);
        require(listen < 0 && connect == null || !network.isImpaired() && !oneWay,
            "--loss, --burst, --rtt, --jitter, --rate, --oneway: only where both ends run here, without --listen and --connect");
        try {
            network.schedule();
        } catch (final IllegalArgumentException | ConfigurationException e) {
            require(false, e.getMessage());
        }
        return new CallOptions(seconds, video, audio, width, height, fps, bits(width, height), network, seed, mode, window,
            microphone, out, listen, connect == null ? null : address(), plain, CallCodec.H264, treatment(), encoder,
            compare.equals("on"));
    }

    private Treatment treatment() {
        range("--beauty", beauty, 0, 9);
        range("--white", white, 0, 9);
        require(voice.matches("on|off"), "--voice " + voice + ": accepted are on and off");
        require(echo == null || echo >= -60 && echo <= 6, "--echo " + echo + ": accepted are -60 to 6 (dB)");
        require(listen < 0 && connect == null || echo == null && voice.equals("off"),
            "--voice, --echo: only where both ends run here, without --listen and --connect");
        return new Treatment(voice.equals("on"), beauty, white, echo);
    }

    private int bits(final int width, final int height) {
        return bitrate.equals("0") ? (int) Math.max(64_000, width * height * 1.5 * 8 * fps / 36) : bits("--bitrate", bitrate, 16_000);
    }

    private int bits(final String option, final String text, final int least) {
        final Matcher number = Pattern.compile("(\\d+(?:\\.\\d+)?)([kKmM]?)").matcher(text);
        require(number.matches(), option + ' ' + text + ": give bits a second, such as 900k or 1.2M");
        final String unit = number.group(2).toLowerCase(java.util.Locale.ROOT);
        final double value = Double.parseDouble(number.group(1)) * (unit.equals("k") ? 1e3 : unit.equals("m") ? 1e6 : 1);
        require(value >= least && value <= 50e6, option + ' ' + text + ": accepted are " + least / 1000 + "k to 50M");
        return (int) value;
    }

    private InetSocketAddress address() {
        final Matcher parts = ADDRESS.matcher(connect);
        require(parts.matches(), "--connect " + connect + ": give host and port, such as 127.0.0.1:5004");
        final int port = Integer.parseInt(parts.group(2));
        require(port >= 1 && port <= MOST_PORT, "--connect " + connect + ": ports are 1 to " + MOST_PORT);
        final InetSocketAddress address = new InetSocketAddress(parts.group(1), port);
        require(!address.isUnresolved(), "--connect " + connect + ": unknown host");
        return address;
    }

    private void file(final String option, final Path path) {
        require(path == null || Files.isReadable(path) && Files.isRegularFile(path), option + ' ' + path + ": no such file, or it cannot be read");
    }

    private void range(final String option, final int value, final int least, final int most) {
        require(value >= least && value <= most, option + ' ' + value + ": accepted are " + least + " to " + most);
    }

    private void require(final boolean holds, final String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
