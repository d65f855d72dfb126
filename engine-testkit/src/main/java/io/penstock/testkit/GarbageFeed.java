package io.penstock.testkit;

import io.penstock.error.CodecException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/** Bytes that nobody should send, in frames that look right: what a stage must survive. */
final class GarbageFeed {
    private static final int CASES = 300;
    private static final int STAGES = 3;

    private GarbageFeed() {
    }

    /** Collects what the stage counted or threw; throws an AssertionError that names the case for anything else. */
    static void run(final StageContract contract, final Map<String, Long> answers) {
        for (int seed = 1; seed <= STAGES; seed++) {
            try (StageHarness h = contract.setup().start()) {
                final Random random = new Random(seed);
                final ContractFeed feed = contract.feed(h);
                attempt("before any garbage", answers, () -> feed.steps(2));
                final Map<String, Long> before = h.counters();
                for (int i = 0; i < CASES; i++) {
                    final ContractFeed.Port port = feed.ports().get(random.nextInt(feed.ports().size()));
                    final byte[] garbage = make(random, port, i);
                    attempt("seed " + seed + ", case " + i + ", input \"" + port.name + "\", " + garbage.length + " bytes starting "
                        + start(garbage), answers, () -> h.push(port.name, h.frame(port.name).payload(garbage)));
                    h.advanceNs(feed.stepNs());
                }
                attempt("seed " + seed + ", valid frames after garbage", answers, () -> feed.steps(3));
                attempt("seed " + seed + ", end of stream after garbage", answers, h::endOfStream);
                h.counters().forEach((name, value) -> {
                    final long more = value - before.getOrDefault(name, 0L);
                    if (more > 0 && (name.startsWith("dropped.") || name.startsWith("errors."))) {
                        answers.merge(name, more, Long::sum);
                    }
                });
            }
        }
    }

    private static byte[] make(final Random random, final ContractFeed.Port port, final int index) {
        final int room = port.format.frameBytes();
        final byte[] valid = port.payload(random.nextInt(1 << 16));
        final byte[] made;
        switch (index % 5) {
            case 0:
                made = new byte[index % 10 == 0 ? 0 : room];
                random.nextBytes(made);
                break;
            case 1:
                made = new byte[random.nextInt(Math.min(room, 64) + 1)];
                random.nextBytes(made);
                break;
            case 2:
                made = Arrays.copyOf(valid, random.nextInt(valid.length + 1));
                break;
            case 3:
                made = Arrays.copyOf(valid, Math.min(room, valid.length + 1 + random.nextInt(64)));
                break;
            default:
                made = valid.clone();
                for (int flips = 1 + random.nextInt(8); flips > 0 && made.length > 0; flips--) {
                    made[random.nextInt(random.nextBoolean() ? made.length : Math.min(made.length, 16))] ^= (byte) (1 << random.nextInt(8));
                }
                break;
        }
        return made;
    }

    private static String start(final byte[] bytes) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.length, 32); i++) {
            text.append(String.format("%02x", bytes[i]));
        }
        return text.toString();
    }

    private static void attempt(final String what, final Map<String, Long> answers, final Runnable action) {
        try {
            action.run();
        } catch (final CodecException e) {
            answers.merge("CodecException", 1L, Long::sum);
        } catch (final Exception e) {
            throw new AssertionError(what + ": let out " + e + " instead of a counted error or a CodecException", e);
        }
    }
}
