package io.penstock.rtc.client;

import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.rtc.stun.StunIntegrity;
import io.penstock.rtc.stun.StunMessage;
import io.penstock.rtc.stun.StunWriter;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * Proves to the server that this address is the participant's, again and again: a Binding request of STUN (RFC 8489) at the start and every two
 * seconds, four times a second while none is answered. What is answered tells the round trip and how the address looks from outside. Two
 * stages, which may run in different threads.
 */
final class AddressProof {
    static final long REFRESH_NS = 2_000_000_000L;
    static final long RETRY_NS = 250_000_000L;
    /** Requests that may be under way: an answer within a second counts. */
    private static final int UNDER_WAY = 4;
    private static final int MOST_STUN_BYTES = 600;
    private static final int TRANSACTION_BYTES = 12;
    private static final long POOL_RETRY_NS = 1_000_000L;

    private final String user;
    private final String password;
    private final RandomGenerator random;
    private final LongConsumer roundTrips;
    private final AtomicReferenceArray<Request> sent = new AtomicReferenceArray<>(UNDER_WAY);
    private final AtomicLong answeredNs = new AtomicLong(Long.MIN_VALUE);
    private volatile Runnable waker = () -> { };
    private volatile long rttNs;
    private volatile InetSocketAddress mapped;

    private record Request(byte[] begin, long atNs) { }

    /**
     * Creates a proof.
     *
     * @param user       name that signalling gave.
     * @param password   key that it gave.
     * @param random     makes transactions that nobody can guess.
     * @param roundTrips is told each round trip, on the receiving thread.
     */
    AddressProof(final String user, final String password, final RandomGenerator random, final LongConsumer roundTrips) {
        this.user = user;
        this.password = password;
        this.random = random;
        this.roundTrips = roundTrips;
    }

    /** Whether the server has accepted it. Any thread. */
    boolean isProven() {
        return answeredNs.get() != Long.MIN_VALUE;
    }

    /** Round trip of the last, 0 = unknown. Any thread. */
    long rttNs() {
        return rttNs;
    }

    /** The address as the server sees it; null = unknown. Any thread. */
    InetSocketAddress mapped() {
        return mapped;
    }

    Source requests() {
        return new Requests();
    }

    Transform answers() {
        return new Answers();
    }

    /** Counter: {@code requests}. */
    private final class Requests implements Source {
        private final StageSpec spec = StageSpec.source("stun-requests", FormatSpec.of(PacketFormat.datagrams())).wakesItself().build();
        private final StunIntegrity key = new StunIntegrity(password);
        private final byte[] message = new byte[MOST_STUN_BYTES];
        private final byte[] transaction = new byte[TRANSACTION_BYTES];
        private final StunWriter writer = new StunWriter(message);
        private StageContext context;
        private Counter requests;
        private long lastNs;
        private int count;

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext stageContext) {
            context = stageContext;
            requests = context.counter("requests");
            waker = context.waker();
        }

        @Override
        public int poll(final Output out, final int limit) {
            final long nowNs = context.clock().nanoTime();
            final long dueNs = dueNs();
            if (count > 0 && nowNs < dueNs) {
                context.wakeAtNs(dueNs);
                return 0;
            }
            random.nextBytes(transaction);
            final int length = writer.request(transaction).username(user).finish(key);
            final MutableFrame frame = out.claim(length);
            if (frame == null) {
                context.wakeAtNs(nowNs + POOL_RETRY_NS);
                return 0;
            }
            System.arraycopy(message, 0, frame.array(), frame.arrayOffset(), length);
            sent.set(count++ % UNDER_WAY, new Request(java.util.Arrays.copyOf(message, StunMessage.HEADER_BYTES), nowNs));
            lastNs = nowNs;
            frame.length(length).ptsNs(nowNs).captureNs(nowNs);
            out.commit(frame);
            requests.increment();
            context.wakeAtNs(dueNs());
            return 1;
        }

        private long dueNs() {
            return lastNs + (answeredNs.get() >= lastNs ? REFRESH_NS : RETRY_NS);
        }

        @Override
        public void close() {
            waker = () -> { };
        }
    }

    /** Counters: {@code answers}, {@code errors.answer} (refused, forged or unasked). */
    private final class Answers implements Transform {
        private final StageSpec spec = StageSpec.same("stun-answers", PacketSpec.any()).build();
        private final StunIntegrity key = new StunIntegrity(password);
        private final StunMessage message = new StunMessage();
        private Counter answers;
        private Counter errors;

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext context) {
            answers = context.counter("answers");
            errors = context.counter("errors.answer");
        }

        @Override
        public void onFrame(final Frame in, final Output out) {
            if (in.length() > 0 && (in.array()[in.arrayOffset()] & 0xFF) > 3) { // RFC 7983
                out.forward(in);
            } else if (message.parse(in.array(), in.arrayOffset(), in.length()) && message.type() == StunMessage.BINDING_SUCCESS
                && key.isValid(message) && answered(in.captureNs())) {
                answers.increment();
            } else {
                errors.increment();
            }
        }

        private boolean answered(final long nowNs) {
            for (int i = 0; i < UNDER_WAY; i++) {
                final Request request = sent.get(i);
                if (request != null && message.answers(request.begin)) {
                    sent.set(i, null);
                    mapped = message.mappedAddress();
                    rttNs = Math.max(1, nowNs - request.atNs);
                    answeredNs.set(Math.max(answeredNs.get(), request.atNs));
                    waker.run();
                    roundTrips.accept(rttNs);
                    return true;
                }
            }
            return false;
        }
    }
}
