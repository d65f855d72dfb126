package io.penstock.rtc.record;

import io.penstock.clock.MediaClock;
import io.penstock.error.EngineException;
import io.penstock.rtc.forward.PacketTap;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes many recordings on one thread, away from the thread that forwards: taps put packets into a bounded queue and return. When the disk
 * stalls for longer than the queue lasts (16 MiB, about two seconds of a hundred participants) packets are dropped and counted, and the
 * recordings say that they are missing. A recording whose file cannot be written ends; the others go on.
 *
 * <p>{@link #tap} objects are for one forwarder's thread; {@link #execute} is for any thread; everything that happens to a
 * {@link ParticipantRecording} of this worker happens in there.
 */
public final class RecordingWorker implements AutoCloseable {
    private static final Logger LOG = System.getLogger(RecordingWorker.class.getName());
    private static final int QUEUE_BYTES = 1 << 24;
    private static final int LIMIT = 4096;
    /** Between two looks: packets gather, and each look costs less. */
    private static final long PARK_NS = 10_000_000L;
    private static final long TICK_NS = 20_000_000L;

    private final MediaClock clock;
    private final PacketQueue queue = new PacketQueue(QUEUE_BYTES);
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final List<ParticipantRecording> recordings = new ArrayList<>();
    private final ReceiverTable receivers = new ReceiverTable();
    private final AtomicInteger receiverNumbers = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final PacketQueue.Consumer consumer = new Drain();
    private long tickedNs = Long.MIN_VALUE / 2;
    private Thread thread;
    private volatile boolean running;
    private volatile Thread working;

    private final class Drain implements PacketQueue.Consumer {
        @Override
        public void packet(final int receiver, final byte[] a, final int offset, final int length, final long arrivalNs) {
            final ReceiverTable.Entry to = receivers.find(receiver);
            if (to != null) {
                try {
                    to.track().packet(a, offset, length, arrivalNs);
                } catch (final RuntimeException e) {
                    failed(to.owner(), e);
                }
            }
        }

        @Override
        public void senderClock(final int receiver, final long ntp, final int rtpTimestamp, final long nowNs) {
            final ReceiverTable.Entry to = receivers.find(receiver);
            if (to != null) {
                to.track().senderClock(ntp, rtpTimestamp, nowNs);
            }
        }
    }

    private final class QueuedTap implements PacketTap {
        private final int receiver;

        QueuedTap(final int receiver) {
            this.receiver = receiver;
        }

        @Override
        public void packet(final byte[] packet, final int offset, final int length, final long arrivalNs) {
            if (!queue.packet(receiver, packet, offset, length, arrivalNs)) {
                dropped.incrementAndGet();
            }
        }

        @Override
        public void senderClock(final long ntp, final int rtpTimestamp) {
            queue.senderClock(receiver, ntp, rtpTimestamp, clock.nanoTime());
        }
    }

    /**
     * A worker that stands still until {@link #start}, or is driven by {@link #work}.
     *
     * @param clock the clock that packets' arrivals are told by.
     */
    public RecordingWorker(final MediaClock clock) {
        this.clock = clock;
    }

    /** Starts the thread. */
    public synchronized void start() {
        if (thread == null) {
            running = true;
            thread = new Thread(this::run, "penstock-recording");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        while (running) {
            if (work(clock.nanoTime()) == 0) {
                LockSupport.parkNanos(this, PARK_NS);
            }
        }
    }

    /**
     * Does something on the thread of the recordings: begins one, marks who speaks, ends one.
     *
     * @param command what; quick, as files wait for it.
     */
    public void execute(final Runnable command) {
        commands.add(command);
    }

    /**
     * Takes a recording under its wing. On the thread of the recordings, within {@link #execute}.
     *
     * @param recording a new one.
     */
    public void add(final ParticipantRecording recording) {
        recordings.add(recording);
    }

    /**
     * Ends a recording. On the thread of the recordings, within {@link #execute}.
     *
     * @param recording one that was added.
     */
    public void remove(final ParticipantRecording recording) {
        if (recordings.remove(recording)) {
            drain();
            receivers.removeAll(recording);
            try {
                recording.close();
            } catch (final EngineException e) {
                failures.incrementAndGet();
                LOG.log(Level.WARNING, e.getMessage());
            }
        }
    }

    /**
     * A tap that brings packets to a track of a recording. Any thread; the tap itself is for that of the forwarder.
     *
     * @param owner the recording.
     * @param track its track.
     * @return the tap.
     */
    public PacketTap tap(final ParticipantRecording owner, final TrackRecording track) {
        final int receiver = receiverNumbers.getAndIncrement() & Integer.MAX_VALUE;
        if (Thread.currentThread() == working) {
            receivers.add(new ReceiverTable.Entry(receiver, owner, track));
        } else {
            commands.add(() -> receivers.add(new ReceiverTable.Entry(receiver, owner, track)));
        }
        return new QueuedTap(receiver);
    }

    /** A tap brings nothing any more; what it has brought is recorded. On the thread of the recordings. */
    void forget(final PacketTap tap) {
        drain();
        receivers.remove(((QueuedTap) tap).receiver);
    }

    /**
     * Does what there is to do, where the worker has no thread of its own.
     *
     * @param nowNs now.
     * @return packets and commands handled; 0 = idle.
     */
    public int work(final long nowNs) {
        working = Thread.currentThread();
        int done = 0;
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            done++;
            try {
                command.run();
            } catch (final RuntimeException e) {
                failures.incrementAndGet();
                LOG.log(Level.WARNING, e.getMessage());
            }
        }
        done += queue.drain(consumer, LIMIT);
        if (nowNs - tickedNs >= TICK_NS) {
            tickedNs = nowNs;
            for (int i = recordings.size() - 1; i >= 0; i--) {
                try {
                    recordings.get(i).tick(nowNs);
                } catch (final EngineException e) {
                    failed(recordings.get(i), e);
                }
            }
        }
        return done;
    }

    private void drain() {
        while (queue.drain(consumer, LIMIT) > 0) {
            continue;
        }
    }

    private void failed(final ParticipantRecording recording, final RuntimeException e) {
        failures.incrementAndGet();
        LOG.log(Level.WARNING, recording.path() + " is recorded no longer: " + e.getMessage(), e);
        recordings.remove(recording);
        receivers.removeAll(recording);
        try {
            recording.close();
        } catch (final RuntimeException again) {
            e.addSuppressed(again);
        }
    }

    /**
     * Packets for which there was no room in the queue.
     *
     * @return count.
     */
    public long dropped() {
        return dropped.get();
    }

    /**
     * Recordings that ended because their file could not be written, and commands that failed so.
     *
     * @return count.
     */
    public long failures() {
        return failures.get();
    }

    /** Ends the thread and all recordings, each with what has arrived. */
    @Override
    public synchronized void close() {
        running = false;
        if (thread != null) {
            LockSupport.unpark(thread);
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (final InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            thread = null;
        }
        work(clock.nanoTime());
        drain();
        for (final ParticipantRecording recording : List.copyOf(recordings)) {
            remove(recording);
        }
    }
}
