package io.penstock.core.run;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.penstock.clock.MediaClock;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.MetricsLevel;
import io.penstock.core.ThreadingMode;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.graph.Edges;
import io.penstock.graph.Graph;
import io.penstock.stage.Output;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runners with threads of their own allocate next to nothing: parking, waking, waiting in a selector for a socket, timers. */
@Tag("allocation")
class ThreadedAllocationTest {
    private static final int WARM_UP = 5_000;
    private static final int MEASURED = 2_000;

    /** Receives from a connected socket; whoever sends knows when by the sink. */
    private static final class Socket implements Source {
        private final DatagramChannel channel;
        private final ByteBuffer scratch = ByteBuffer.allocateDirect(64);

        private Socket(final DatagramChannel channel) {
            this.channel = channel;
        }

        @Override
        public StageSpec spec() {
            return StageSpec.source("socket", FormatSpec.of(Rig.FORMAT)).wakesItself().build();
        }

        @Override
        public void onStart(final StageContext context) {
            context.register(channel, SelectionKey.OP_READ);
        }

        @Override
        public int poll(final Output out, final int limit) throws IOException {
            int work = 0;
            for (; work < limit; work++) {
                scratch.clear();
                if (channel.read(scratch) <= 0) {
                    return work;
                }
                final MutableFrame frame = out.claim(8);
                out.commit(frame);
            }
            return work;
        }
    }

    /** Counts, and remembers which thread it runs on. */
    private static final class Count implements Sink {
        private volatile long frames;
        private volatile long threadId;

        @Override
        public StageSpec spec() {
            return StageSpec.sink("count", FormatSpec.any()).build();
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField")
        public void onFrame(final Frame in) {
            threadId = Thread.currentThread().getId();
            frames++;
        }
    }

    @Test
    @Timeout(60)
    void aSharedRunnerThatWaitsInASelectorAllocatesNothingPerFrame() throws Exception {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isThreadAllocatedMemorySupported() && threads.isThreadAllocatedMemoryEnabled());
        final InetAddress local = InetAddress.getLoopbackAddress();
        try (DatagramChannel sender = DatagramChannel.open(); DatagramChannel receiver = DatagramChannel.open();
            Engine engine = Engine.launch(new EngineContext().metricsLevel(MetricsLevel.STAGE).runners(2))) {
            sender.bind(new InetSocketAddress(local, 0));
            receiver.bind(new InetSocketAddress(local, 0));
            receiver.connect(sender.getLocalAddress());
            sender.connect(receiver.getLocalAddress());
            receiver.configureBlocking(false);
            final Count packets = new Count();
            final Count timed = new Count();
            final Graph graph = engine.graph("alloc").source("socket", new Socket(receiver)).async(Edges.block(8)).to("packets", packets).build();
            final Graph clocked = engine.graph("timed").source("src", new Rig.Numbers(Integer.MAX_VALUE, 2_000_000))
                .async(Edges.dropOldest(Duration.ofMillis(100))).to("timed", timed).build();
            graph.start();
            clocked.start();
            pingPong(sender, packets, WARM_UP);
            final long runner = packets.threadId;
            final long timedBefore = timed.frames;
            final long before = threads.getThreadAllocatedBytes(runner);
            pingPong(sender, packets, MEASURED);
            final double each = (double) (threads.getThreadAllocatedBytes(runner) - before) / MEASURED;
            assertTrue(each < 8, each + " bytes a packet, " + (timed.frames - timedBefore) + " timed frames beside");
        }
    }

    @Test
    @Timeout(60)
    void aSocketThatStaysReadableBeforeAFullQueueBurnsNoCore() throws Exception {
        final AtomicLong looks = new AtomicLong();
        final MediaClock clock = new MediaClock() {
            @Override
            public long nanoTime() {
                looks.incrementAndGet();
                return System.nanoTime();
            }

            @Override
            public long epochNs(final long nanoTime) {
                return MediaClock.system().epochNs(nanoTime);
            }
        };
        final InetAddress local = InetAddress.getLoopbackAddress();
        final WakeUpsTest.Stuck stuck = new WakeUpsTest.Stuck();
        try (DatagramChannel sender = DatagramChannel.open(); DatagramChannel receiver = DatagramChannel.open();
            Engine engine = Engine.launch(new EngineContext().clock(clock).threadingMode(ThreadingMode.DEDICATED))) {
            sender.bind(new InetSocketAddress(local, 0));
            receiver.bind(new InetSocketAddress(local, 0));
            receiver.connect(sender.getLocalAddress());
            sender.connect(receiver.getLocalAddress());
            receiver.configureBlocking(false);
            engine.graph("readable").source("socket", new Socket(receiver)).async(Edges.block(2)).to("stuck", stuck).build().start();
            for (int i = 0; i < 50; i++) {
                sender.write(ByteBuffer.allocate(8));
            }
            stuck.entered.await();
            final long before = looks.get();
            new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
            final long cycles = looks.get() - before;
            stuck.release.countDown();
            // Twice a millisecond, each with a look or two at the clock; a loop without a pause makes a hundred times as many.
            assertTrue(cycles < 4_000, cycles + " looks at the clock in 500 ms");
        }
    }

    private static void pingPong(final DatagramChannel sender, final Count sink, final int count) throws IOException {
        final ByteBuffer packet = ByteBuffer.allocateDirect(8);
        for (int i = 0; i < count; i++) {
            final long seen = sink.frames;
            packet.clear();
            sender.write(packet);
            while (sink.frames == seen) {
                Thread.onSpinWait();
            }
        }
    }
}
