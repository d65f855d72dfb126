package io.penstock.testkit;

import io.penstock.clock.MediaClock;
import io.penstock.event.Event;
import io.penstock.format.Format;
import io.penstock.stage.Counter;
import io.penstock.stage.InPlace;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What a harness gives the stage when it starts. */
final class HarnessContext implements StageContext {
    /** Selecting with an action keeps no set of keys, whose iterator would count as an allocation of the stage. */
    private static final Consumer<SelectionKey> IGNORE = key -> { };

    final List<CapturedUpstream> upstream = new ArrayList<>();
    private final HarnessRig rig;
    private final Format[] inputs;
    private final Map<String, TestCounter> counters = new TreeMap<>();
    private final Runnable waker = this::wake;
    private Selector selector;
    private long wakeNs = Long.MAX_VALUE;
    private volatile boolean woken;
    private boolean closed;

    HarnessContext(final HarnessRig rig, final Format[] inputs) {
        this.rig = rig;
        this.inputs = inputs;
    }

    @Override
    public String graphName() {
        return "harness";
    }

    @Override
    public String stageName() {
        return rig.spec.type();
    }

    @Override
    public MediaClock clock() {
        rig.contextCall();
        return rig.clock;
    }

    @Override
    public Format inputFormat(final int port) {
        rig.contextCall();
        return inputs[port];
    }

    void inputFormat(final int port, final Format format) {
        inputs[port] = format;
    }

    @Override
    public Format outputFormat(final int port) {
        rig.contextCall();
        return rig.outputs[port].format();
    }

    @Override
    public void sendUpstream(final int inPort, final Event.Upstream event) {
        valid("sendUpstream");
        if (inPort < 0 || inPort >= inputs.length) {
            throw rig.violation("sendUpstream(" + inPort + ", " + event + "): there are " + inputs.length + " inputs");
        }
        if (inputs[inPort] != null && !rig.ledger.isMeasuring()) {
            upstream.add(new CapturedUpstream(inPort, rig.clock.nanoTime(), event));
        }
    }

    @Override
    public void wakeAtNs(final long timeNs) {
        valid("wakeAtNs");
        if (!(rig.stage instanceof Source) && (!rig.spec.ticking() || rig.stage instanceof InPlace)) {
            throw rig.violation("wakeAtNs: only sources and stages declared ticking() are woken");
        }
        wakeNs = timeNs;
    }

    long wakeNs() {
        return wakeNs;
    }

    void clearWake() {
        wakeNs = Long.MAX_VALUE;
    }

    @Override
    public Runnable waker() {
        return waker;
    }

    private void wake() {
        woken = true;
        final Selector waiting = selector;
        if (waiting != null) {
            waiting.wakeup();
        }
    }

    void clearWakeIfDue(final long nowNs) {
        if (wakeNs <= nowNs) {
            wakeNs = Long.MAX_VALUE;
        }
    }

    /** Whether the waker ran or a channel became ready since the last call. */
    boolean takeWoken() {
        boolean ready = woken;
        woken = false;
        if (selector != null) {
            try {
                ready |= selector.selectNow(IGNORE) > 0;
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return ready;
    }

    boolean awaitWoken(final long timeoutMs) {
        try {
            if (!woken) {
                selector().select(timeoutMs);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return woken || !selector.selectedKeys().isEmpty();
    }

    private Selector selector() throws IOException {
        if (selector == null) {
            selector = Selector.open();
        }
        return selector;
    }

    @Override
    public void register(final SelectableChannel channel, final int ops) {
        valid("register");
        try {
            channel.register(selector(), ops);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Counter counter(final String name) {
        valid("counter");
        return counters.computeIfAbsent(name, key -> new TestCounter());
    }

    Map<String, Long> counters() {
        final Map<String, Long> values = new TreeMap<>();
        counters.forEach((name, counter) -> values.put(name, counter.value()));
        return values;
    }

    private void valid(final String call) {
        rig.contextCall();
        if (closed) {
            throw rig.violation(call + " after close()");
        }
    }

    /** Forgets the stage; what it left registered and open is a leak. */
    void close() {
        closed = true;
        if (selector == null) {
            return;
        }
        try {
            int open = 0;
            for (final SelectionKey key : selector.keys()) {
                open += key.channel().isOpen() && key.interestOps() != 0 ? 1 : 0;
            }
            selector.close();
            if (open > 0) {
                throw rig.ledger.violation(open + " registered channel(s) still open after close()");
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class TestCounter implements Counter {
        private final AtomicLong value = new AtomicLong();

        @Override
        public void add(final long amount) {
            value.addAndGet(amount);
        }

        @Override
        public void set(final long newValue) {
            value.set(newValue);
        }

        @Override
        public long value() {
            return value.get();
        }
    }
}
