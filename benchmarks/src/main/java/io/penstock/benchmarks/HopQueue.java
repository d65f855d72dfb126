package io.penstock.benchmarks;

import io.penstock.core.memory.SlabFrame;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import io.penstock.buffer.VarHandleBuffer;
import io.penstock.core.edge.EdgeConsumer;
import io.penstock.core.edge.EdgeRing;
import io.penstock.core.edge.EdgeStatistics;
import io.penstock.core.memory.FormatTable;
import io.penstock.core.memory.PoolRegistry;
import io.penstock.core.memory.SlabPool;
import io.penstock.core.metrics.CounterType;
import io.penstock.core.metrics.EngineCounters;
import io.penstock.graph.EdgePolicy;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.LongConsumer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.jctools.queues.SpscArrayQueue;

/** One way of handing a number from one thread to another. In a benchmark only one class of these is ever loaded. */
interface HopQueue {
    /** Messages that may wait. */
    int CAPACITY = 1024;
    /** A reference and a time: what an edge of the engine sends. */
    int MESSAGE_BYTES = 16;

    /** Producer: false when full. */
    boolean offer(long value);

    /** Consumer: takes up to so many; returns how many. */
    int drain(int limit);

    /**
     * Makes a queue.
     *
     * @param name     edge, ring, disruptor, jctools, blocking, unsafeRing or agronaQueue (the last two need {@code --add-opens}).
     * @param consumer hears what arrives.
     */
    static HopQueue of(final String name, final LongConsumer consumer) {
        return switch (name) {
            case "edge" -> new OfEdge(EdgePolicy.Kind.BLOCK, 0, consumer);
            case "edgeDropOldest" -> new OfEdge(EdgePolicy.Kind.DROP_OLDEST, 1_000_000_000L, consumer);
            case "ring" -> new OfRing(VarHandleBuffer.allocateDirectAligned(OfRing.BYTES, 64), consumer);
            case "unsafeRing" -> new OfRing(new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(OfRing.BYTES + 64).alignedSlice(64),
                0, OfRing.BYTES), consumer);
            case "disruptor" -> new OfDisruptor(consumer);
            case "jctools" -> new OfObjects(new SpscArrayQueue<>(CAPACITY), consumer);
            case "agronaQueue" -> new OfObjects(new OneToOneConcurrentArrayQueue<>(CAPACITY), consumer);
            case "blocking" -> new OfObjects(new ArrayBlockingQueue<>(CAPACITY), consumer);
            default -> throw new IllegalArgumentException("no queue \"" + name + '"');
        };
    }

    /** What travels through queues of objects, from a pool as a frame would be. */
    final class Message {
        private long value;
    }

    /**
     * An edge of the engine with everything that belongs to a hop: claim of a slot, reference, counters, queue, reference resolved,
     * slot given back.
     */
    final class OfEdge implements HopQueue, EdgeConsumer {
        private final SlabPool pool;
        private final EdgeRing edge;
        private final LongConsumer consumer;
        private final int format;

        OfEdge(final EdgePolicy.Kind policy, final long maxAgeNs, final LongConsumer consumer) {
            final PoolRegistry pools = new PoolRegistry();
            final FormatTable formats = new FormatTable();
            format = formats.idOf(BenchmarkStages.FORMAT);
            pool = pools.register(id -> new SlabPool(id, "hop", CAPACITY + 64, 64, false, formats, false));
            final EngineCounters counters = EngineCounters.inMemory(64);
            edge = new EdgeRing(policy, CAPACITY, maxAgeNs, pools, new EdgeStatistics(counters.allocate(CounterType.EDGE_IN, "in"),
                counters.allocate(CounterType.EDGE_OUT, "out"), counters.allocate(CounterType.EDGE_DEPTH_HIGH_WATER, "depth"),
                reason -> counters.allocate(CounterType.EDGE_DROPPED, reason.label())));
            this.consumer = consumer;
        }

        @Override
        public boolean offer(final long value) {
            if (!edge.hasRoom(1) || !pool.hasFree(1)) {
                return false;
            }
            final SlabFrame frame = pool.claim(8, format);
            frame.sequence(value);
            return edge.offer(frame, value, 0);
        }

        @Override
        public int drain(final int limit) {
            return edge.poll(this, limit, 0, 0);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void onFrame(final SlabFrame frame, final long queuedNs) {
            consumer.accept(frame.sequence());
        }

        @Override
        public void onEvent(final int kind, final long a, final long b) {
            // None is sent.
        }

        @Override
        public void onEpoch(final int epoch) {
            // Stays the same.
        }

        @Override
        public void onKeyframeNeeded() {
            // Not with these policies.
        }
    }

    /** Agrona's ring with a message of the same size, and nothing else. */
    final class OfRing implements HopQueue {
        private static final int BYTES = 32_768 + RingBufferDescriptor.TRAILER_LENGTH;

        private final OneToOneRingBuffer ring;
        private final MessageHandler handler;

        OfRing(final AtomicBuffer memory, final LongConsumer consumer) {
            ring = new OneToOneRingBuffer(memory);
            handler = (type, buffer, index, length) -> consumer.accept(buffer.getLong(index) + buffer.getLong(index + 8));
        }

        @Override
        public boolean offer(final long value) {
            final int index = ring.tryClaim(1, MESSAGE_BYTES);
            if (index < 0) {
                return false;
            }
            ring.buffer().putLong(index, value);
            ring.buffer().putLong(index + 8, 0);
            ring.commit(index);
            return true;
        }

        @Override
        public int drain(final int limit) {
            return ring.read(handler, limit);
        }
    }

    /** The Disruptor, polled. */
    final class OfDisruptor implements HopQueue {
        private final RingBuffer<Message> ring;
        private final EventPoller<Message> poller;
        private final EventPoller.Handler<Message> handler;
        private int polled;

        OfDisruptor(final LongConsumer consumer) {
            ring = RingBuffer.createSingleProducer(Message::new, CAPACITY);
            poller = ring.newPoller();
            ring.addGatingSequences(poller.getSequence());
            handler = (message, sequence, endOfBatch) -> {
                consumer.accept(message.value);
                polled++;
                return true;
            };
        }

        @Override
        public boolean offer(final long value) {
            if (!ring.hasAvailableCapacity(1)) {
                return false;
            }
            final long sequence = ring.next();
            ring.get(sequence).value = value;
            ring.publish(sequence);
            return true;
        }

        @Override
        public int drain(final int limit) {
            polled = 0;
            try {
                poller.poll(handler);
            } catch (final Exception e) {
                throw new IllegalStateException(e);
            }
            return polled;
        }
    }

    /** A queue of objects, with a pool of them that is as large as need be. */
    final class OfObjects implements HopQueue {
        private final Queue<Message> queue;
        private final LongConsumer consumer;
        private final Message[] messages = new Message[CAPACITY * 2];
        private int next;

        OfObjects(final Queue<Message> queue, final LongConsumer consumer) {
            this.queue = queue;
            this.consumer = consumer;
            java.util.Arrays.setAll(messages, i -> new Message());
        }

        @Override
        public boolean offer(final long value) {
            final Message message = messages[next];
            message.value = value;
            if (!queue.offer(message)) {
                return false;
            }
            next = next + 1 & messages.length - 1;
            return true;
        }

        @Override
        public int drain(final int limit) {
            int taken = 0;
            for (Message message = queue.poll(); message != null; message = queue.poll()) {
                consumer.accept(message.value);
                if (++taken == limit) {
                    break;
                }
            }
            return taken;
        }
    }
}
