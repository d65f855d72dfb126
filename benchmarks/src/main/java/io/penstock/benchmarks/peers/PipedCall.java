package io.penstock.benchmarks.peers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A call between other programs. In each direction a sender reads raw pictures from its standard input and a receiver writes what it shows
 * to its standard output; both make and drop the sound themselves. They find in their environment {@code PORT} (pictures; sound goes to
 * PORT + 2), {@code WIDTH}, {@code HEIGHT}, {@code FPS}, {@code KBPS} and {@code SCRATCH}, a folder that both of a direction see.
 */
final class PipedCall {
    private static final double SECOND_NS = 1e9;

    private final Setting setting;
    private final List<Direction> directions = new ArrayList<>();

    /**
     * What to measure.
     *
     * @param size           of the pictures.
     * @param fps            pictures a second.
     * @param kbps           bit rate of the pictures.
     * @param warmSeconds    not judged.
     * @param seconds        judged.
     * @param joinSeconds    the receiver starts this much after the sender, or before it if negative.
     * @param port           of the first direction; the second uses 10 more.
     * @param scratch        folder for what sender and receiver tell each other.
     * @param sender         command.
     * @param receiver       command.
     */
    record Setting(PictureSize size, int fps, int kbps, double warmSeconds, double seconds, double joinSeconds, int port, String scratch,
                   List<String> sender, List<String> receiver) {
    }

    PipedCall(final Setting setting) {
        this.setting = setting;
    }

    /** Runs the call, both ways, and returns what was seen of both, and the processor time of the programs. */
    ObjectNode run() throws IOException, InterruptedException {
        try {
            for (int i = 0; i < 2; i++) {
                directions.add(new Direction(i));
            }
            start(setting.joinSeconds() >= 0);
            Thread.sleep((long) (Math.abs(setting.joinSeconds()) * 1000));
            start(setting.joinSeconds() < 0);
            Thread.sleep((long) (setting.warmSeconds() * 1000));
            final double warmCpu = cpuSeconds();
            final long warmNs = System.nanoTime();
            Thread.sleep((long) (setting.seconds() * 1000));
            final double cores = (cpuSeconds() - warmCpu) / ((System.nanoTime() - warmNs) / SECOND_NS);
            return result(cores);
        } finally {
            directions.forEach(Direction::close);
        }
    }

    private void start(final boolean senders) throws IOException {
        for (final Direction direction : directions) {
            if (senders) {
                direction.send();
            } else {
                direction.receive();
            }
        }
    }

    private double cpuSeconds() {
        return directions.stream().mapToDouble(Direction::cpuSeconds).sum();
    }

    private ObjectNode result(final double cores) throws InterruptedException {
        final ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (final Direction direction : directions) {
            direction.close();
            direction.await();
            json.set(direction.index == 0 ? "a2b" : "b2a", direction.tally.json());
        }
        json.put("cores", Math.round(cores * 1000) / 1000.0);
        return json;
    }

    private final class Direction {
        private final int index;
        private final List<ProcessTree> programs = new ArrayList<>();
        private final List<Thread> threads = new ArrayList<>();
        private StampTally tally;

        Direction(final int index) {
            this.index = index;
            tally = new StampTally(setting.size(), 0, 0);
        }

        void send() throws IOException {
            final Process process = launch(setting.sender(), ProcessBuilder.Redirect.PIPE, ProcessBuilder.Redirect.DISCARD);
            final double seconds = setting.seconds() + setting.warmSeconds() + Math.abs(setting.joinSeconds()) + 1;
            thread("send", () -> StampStream.generate(process.getOutputStream(), setting.size(), setting.fps(), seconds));
        }

        void receive() throws IOException {
            tally = new StampTally(setting.size(), (long) (setting.warmSeconds() * SECOND_NS), System.nanoTime());
            final StampTally mine = tally;
            final Process process = launch(setting.receiver(), null, ProcessBuilder.Redirect.PIPE);
            thread("receive", () -> {
                try {
                    StampStream.read(process.getInputStream(), setting.size(), mine, System::nanoTime);
                } catch (final IOException e) {
                    // The receiver was ended: what came before counts.
                }
            });
        }

        private Process launch(final List<String> command, final ProcessBuilder.Redirect in, final ProcessBuilder.Redirect out) throws IOException {
            final ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).redirectOutput(out);
            if (in != null) {
                builder.redirectInput(in);
            }
            builder.environment().putAll(Map.of("PORT", Integer.toString(setting.port() + 10 * index),
                "WIDTH", Integer.toString(setting.size().width()), "HEIGHT", Integer.toString(setting.size().height()),
                "FPS", Integer.toString(setting.fps()), "KBPS", Integer.toString(setting.kbps()),
                "SCRATCH", setting.scratch(), "DIRECTION", Integer.toString(index)));
            final Process process = builder.start();
            if (in == null) {
                process.getOutputStream().close();
            }
            programs.add(new ProcessTree(process));
            return process;
        }

        private void thread(final String name, final Runnable body) {
            final Thread thread = new Thread(body, name + '-' + index);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }

        double cpuSeconds() {
            return programs.stream().mapToDouble(ProcessTree::cpuSeconds).sum();
        }

        void close() {
            programs.forEach(ProcessTree::close);
            threads.forEach(Thread::interrupt);
        }

        void await() throws InterruptedException {
            for (final Thread thread : threads) {
                thread.join();
            }
        }
    }
}
