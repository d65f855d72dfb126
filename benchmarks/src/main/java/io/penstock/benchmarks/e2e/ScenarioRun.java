package io.penstock.benchmarks.e2e;

import io.penstock.benchmarks.e2e.CallProcess.Ports;
import io.penstock.examples.call.CallFigures;
import io.penstock.examples.call.CallSetup;
import io.penstock.testkit.LossyLink;
import io.penstock.testkit.UdpLossyLink;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a scenario in one process of its own, or in two with the network between them in this one. So no run inherits what the compiler or
 * the collector did in another.
 */
final class ScenarioRun {
    private static final Map<String, List<String>> FLAGS = Map.of(Scenario.G1, List.of("-XX:+UseG1GC"), Scenario.ZGC, List.of("-XX:+UseZGC"));
    /** Beyond the call: starting, warming up, ending. */
    private static final int MARGIN_S = 120;
    private static final double PERCENT = 100;
    private static final long NANOS_PER_MS = 1_000_000;
    private final Scenario scenario;
    private final Path folder;
    private final List<Process> running = new ArrayList<>();

    private ScenarioRun(final Scenario scenario, final Path folder) {
        this.scenario = scenario;
        this.folder = folder;
    }

    /**
     * Runs it.
     *
     * @param scenario what to run.
     * @return what was measured.
     * @throws IOException          if a process fails; what it said went to this one's console.
     * @throws InterruptedException if interrupted.
     */
    static CallFigures run(final Scenario scenario) throws IOException, InterruptedException {
        final Path folder = Files.createTempDirectory("penstock-e2e");
        final ScenarioRun run = new ScenarioRun(scenario, folder);
        try {
            return scenario.processes() == 1 ? run.figures(run.start("both", scenario.setup(), null)) : run.two();
        } finally {
            run.running.forEach(Process::destroyForcibly);
            try (var files = Files.list(folder)) {
                for (final Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private CallFigures two() throws IOException, InterruptedException {
        final CallSetup setup = scenario.setup();
        final int[] free = freePorts();
        final List<UdpLossyLink> links = new ArrayList<>();
        try {
            final Ports a;
            final Ports b;
            if (setup.rttMs() == 0 && setup.jitterMs() == 0 && setup.lossPercent() == 0) {
                a = new Ports(0, free[0], free[1], free[2], free[3], free[4]);
                b = new Ports(1, free[0], free[3], free[4], free[1], free[2]);
            } else {
                final UdpLossyLink video = link(free[1], free[3], 4 * setup.seed());
                links.add(video);
                final UdpLossyLink audio = link(free[2], free[4], 4 * setup.seed() + 2);
                links.add(audio);
                a = new Ports(0, free[0], free[1], free[2], video.addressForA().getPort(), audio.addressForA().getPort());
                b = new Ports(1, free[0], free[3], free[4], video.addressForB().getPort(), audio.addressForB().getPort());
            }
            final Path ofB = start("b", setup, b);
            final Path ofA = start("a", setup, a);
            return sum(figures(ofA), figures(ofB));
        } finally {
            links.forEach(UdpLossyLink::close);
        }
    }

    private UdpLossyLink link(final int portA, final int portB, final long seed) {
        final CallSetup setup = scenario.setup();
        final LossyLink.Profile.Builder profile = LossyLink.Profile.builder().loss(setup.lossPercent() / PERCENT)
            .delay(Duration.ofNanos(setup.rttMs() * NANOS_PER_MS / 2));
        final LossyLink.Profile bad = (setup.jitterMs() > 0 ? profile.jitter(Duration.ofMillis(setup.jitterMs())) : profile).build();
        return UdpLossyLink.builder().peerA(new InetSocketAddress(InetAddress.getLoopbackAddress(), portA))
            .peerB(new InetSocketAddress(InetAddress.getLoopbackAddress(), portB)).forward(bad, seed).backward(bad, seed + 1).start();
    }

    /** One for TCP, then pictures and sound of A, pictures and sound of B. */
    private static int[] freePorts() throws IOException {
        final int[] ports = new int[5];
        final List<DatagramSocket> sockets = new ArrayList<>();
        try (ServerSocket signal = new ServerSocket(0)) {
            ports[0] = signal.getLocalPort();
            for (int i = 1; i < ports.length; i++) {
                final DatagramSocket socket = new DatagramSocket();
                sockets.add(socket);
                ports[i] = socket.getLocalPort();
            }
            return ports;
        } finally {
            sockets.forEach(DatagramSocket::close);
        }
    }

    private Path start(final String name, final CallSetup setup, final Ports ports) throws IOException {
        final Path order = folder.resolve(name + "-order.json");
        final Path figures = folder.resolve(name + "-figures.json");
        CallProcess.order(order, setup, ports);
        final List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(FLAGS.get(scenario.gc()));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CallProcess.class.getName(), order.toString(), figures.toString()));
        running.add(new ProcessBuilder(command).inheritIO().start());
        return figures;
    }

    private CallFigures figures(final Path file) throws IOException, InterruptedException {
        for (final Process process : running) {
            if (!process.waitFor(scenario.setup().seconds() + MARGIN_S, TimeUnit.SECONDS)) {
                throw new IOException(scenario.name() + ": a process did not end");
            }
            if (process.exitValue() != 0) {
                throw new IOException(scenario.name() + ": a process failed with exit code " + process.exitValue());
            }
        }
        return FiguresJson.read(FiguresJson.JSON.readTree(file.toFile()));
    }

    private static CallFigures sum(final CallFigures a, final CallFigures b) {
        final CallFigures.Load x = a.load();
        final CallFigures.Load y = b.load();
        final Double bytes = x.bytesAFrame() == null || y.bytesAFrame() == null ? null : (Double) ((x.bytesAFrame() + y.bytesAFrame()) / 2);
        return new CallFigures(a.video().plus(b.video()), a.audio().plus(b.audio()),
            new CallFigures.Load(x.cores() + y.cores(), x.busy(), x.stolen(), bytes, x.gcMs() + y.gcMs()), Math.max(a.warmUpS(), b.warmUpS()));
    }
}
