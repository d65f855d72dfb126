package io.penstock.rtc.room;

import io.penstock.clock.MediaClock;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Many rooms over few threads. Each room belongs to one thread, so that it has one writer; commands reach it through a bounded mailbox, in
 * the order in which one thread posts them. A room opens when the first one joins it, and ends when it has been empty for a while.
 *
 * <p>Any thread may call; nothing here blocks but {@link #close()}.
 */
public final class Rooms implements AutoCloseable {
    private static final long CLOSE_TIMEOUT_MS = 10_000;

    private final RoomsConfig config;
    private final RoomsWorker[] workers;
    private final Thread[] threads;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong overflows = new AtomicLong();

    /**
     * Starts.
     *
     * @param config   how many, and what drives them.
     * @param clock    time of all rooms.
     * @param opens    what a room of that name allows; null = there shall be none. Called on the thread that is to be the room's.
     * @param listener is told all changes.
     */
    public Rooms(RoomsConfig config, MediaClock clock, Function<String, RoomConfig> opens, RoomListener listener) {
        this.config = Objects.requireNonNull(config, "config");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(opens, "opens");
        Objects.requireNonNull(listener, "listener");
        workers = new RoomsWorker[Math.max(1, config.threads())];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new RoomsWorker(config, clock, opens, listener, open);
        }
        threads = new Thread[config.threads()];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(workers[i], "penstock-rooms-" + i);
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    /**
     * Asks something of a room.
     *
     * @param room    name of the room; a {@link RoomCommand.Join} opens it.
     * @param command what.
     * @param reply   is told what came of it.
     * @return false = the mailbox is full, or all is closed: nothing will be done, and nobody will be told.
     */
    public boolean post(String room, RoomCommand command, RoomReply reply) {
        Objects.requireNonNull(room, "room");
        Objects.requireNonNull(command, "command");
        Objects.requireNonNull(reply, "reply");
        return counted(workerOf(room).offer(new RoomsWorker.Task(room, command, reply, null)));
    }

    /**
     * Looks at a room, on its thread.
     *
     * @param room   name.
     * @param reader is given the room, to be read during the call; null = there is no such room.
     * @return false = the mailbox is full, or all is closed.
     */
    public boolean read(String room, Consumer<Room> reader) {
        Objects.requireNonNull(room, "room");
        Objects.requireNonNull(reader, "reader");
        return counted(workerOf(room).offer(new RoomsWorker.Task(room, null, null, reader)));
    }

    /**
     * Looks at all rooms, each on its thread, in no particular order; those of different threads at the same time.
     *
     * @param reader is given one room after another, to be read during the call.
     * @return false = a mailbox is full, or all is closed: some rooms are not shown.
     */
    public boolean readAll(Consumer<Room> reader) {
        Objects.requireNonNull(reader, "reader");
        boolean all = true;
        for (RoomsWorker worker : workers) {
            all &= counted(worker.offer(new RoomsWorker.Task(null, null, null, reader)));
        }
        return all;
    }

    /**
     * Does on the calling thread what waits and what is due, where there are no threads.
     *
     * @return how much was done; 0 = nothing.
     */
    public int invoke() {
        if (config.threads() > 0) {
            throw new IllegalStateException("rooms are driven by " + config.threads() + " threads of their own");
        }
        return workers[0].work();
    }

    /**
     * When something is due, where there are no threads.
     *
     * @return time of the clock; {@code Long.MAX_VALUE} = nothing is.
     */
    public long nextTimerNs() {
        if (config.threads() > 0) {
            throw new IllegalStateException("rooms are driven by " + config.threads() + " threads of their own");
        }
        return workers[0].nextTimerNs();
    }

    /**
     * How many rooms are open.
     *
     * @return count.
     */
    public int open() {
        return open.get();
    }

    /**
     * How many commands were done or refused by rooms.
     *
     * @return count since the start.
     */
    public long commands() {
        long sum = 0;
        for (RoomsWorker worker : workers) {
            sum += worker.commands();
        }
        return sum;
    }

    /**
     * How often something was posted and a mailbox was full.
     *
     * @return count since the start.
     */
    public long overflows() {
        return overflows.get();
    }

    /**
     * How often a listener, a reply or a reader has thrown.
     *
     * @return count since the start.
     */
    public long failures() {
        long sum = 0;
        for (RoomsWorker worker : workers) {
            sum += worker.failures();
        }
        return sum;
    }

    /** Does what was posted before, ends all rooms, and waits for that, at most 10 s. Nothing can be posted any more. Again: nothing. */
    @Override
    public void close() {
        for (RoomsWorker worker : workers) {
            worker.stop();
        }
        while (threads.length == 0 && !workers[0].ended()) {
            workers[0].work();
        }
        for (Thread thread : threads) {
            try {
                // A listener may close: it cannot wait for its own thread.
                if (thread != Thread.currentThread()) {
                    TimeUnit.MILLISECONDS.timedJoin(thread, CLOSE_TIMEOUT_MS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private RoomsWorker workerOf(String room) {
        return workers[Math.floorMod(room.hashCode(), workers.length)];
    }

    private boolean counted(boolean taken) {
        if (!taken) {
            overflows.incrementAndGet();
        }
        return taken;
    }
}
