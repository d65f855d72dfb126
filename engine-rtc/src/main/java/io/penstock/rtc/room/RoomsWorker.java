package io.penstock.rtc.room;

import io.penstock.clock.MediaClock;
import io.penstock.rtc.room.RoomEvent.Refusal;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/** Drives the rooms that belong to it: takes commands from its mailbox, lets each room do what is due, ends those that are empty. */
final class RoomsWorker implements Runnable {
    /** Commands done before timers are looked at again: a flood must not keep a place of one who has gone. */
    private static final int BATCH = 256;
    private static final Task STOP = new Task(null, null, null, null);

    private final RoomsConfig config;
    private final MediaClock clock;
    private final Function<String, RoomConfig> opens;
    private final RoomListener listener;
    private final AtomicInteger open;
    private final AtomicLong commands = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final LinkedBlockingQueue<Task> mailbox;
    private final Map<String, HostedRoom> rooms = new HashMap<>();
    private final TreeSet<HostedRoom> timers = new TreeSet<>();
    /** Rooms in which something happened that is not yet {@linkplain RoomListener#settled settled}. */
    private final Set<String> unsettled = new LinkedHashSet<>();
    private long settleNs = Long.MAX_VALUE;
    private long opened;
    private volatile boolean stopping;
    /** All rooms have been ended: what still comes is refused. */
    private volatile boolean ended;

    RoomsWorker(RoomsConfig config, MediaClock clock, Function<String, RoomConfig> opens, RoomListener listener, AtomicInteger open) {
        this.config = config;
        this.clock = clock;
        this.opens = opens;
        this.listener = listener;
        this.open = open;
        mailbox = new LinkedBlockingQueue<>(config.mailbox());
    }

    /** One thing to do: a command with its reply, or something to read in one room, or in all of no name. */
    record Task(String room, RoomCommand command, RoomReply reply, Consumer<Room> reader) { }

    /** Any thread. What it takes is answered: whoever comes while the last is done takes its task back, or it has been seen. */
    boolean offer(Task task) {
        return !stopping && mailbox.offer(task) && !(ended && mailbox.remove(task));
    }

    /** Any thread. */
    void stop() {
        stopping = true;
        // Only to wake it: a full mailbox keeps it awake anyway.
        mailbox.offer(STOP);
    }

    boolean ended() {
        return ended;
    }

    long commands() {
        return commands.get();
    }

    long failures() {
        return failures.get();
    }

    long nextTimerNs() {
        return Math.min(settleNs, dueNs());
    }

    private long dueNs() {
        return timers.isEmpty() ? Long.MAX_VALUE : timers.first().dueNs();
    }

    @Override
    public void run() {
        while (!ended) {
            try {
                if (work() == 0 && !stopping) {
                    await();
                }
            } catch (InterruptedException e) {
                // Somebody else's business: only close() ends a thread that others' rooms live on.
                Thread.interrupted();
            } catch (RuntimeException | Error e) {
                failed("", e);
            }
        }
    }

    private void await() throws InterruptedException {
        long dueNs = nextTimerNs();
        Task task = dueNs == Long.MAX_VALUE ? mailbox.take() : mailbox.poll(Math.max(0, dueNs - clock.nanoTime()), TimeUnit.NANOSECONDS);
        if (task != null) {
            perform(task);
        }
    }

    /** Does what waits and what is due. */
    int work() {
        int done = 0;
        for (Task task = mailbox.poll(); task != null; task = done < BATCH ? mailbox.poll() : null) {
            perform(task);
            done++;
        }
        long nowNs = clock.nanoTime();
        while (dueNs() <= nowNs) {
            HostedRoom room = timers.pollFirst();
            unsettled.add(room.room().view().name());
            room.due(Long.MAX_VALUE);
            room.tick(nowNs);
            settle(room);
            done++;
        }
        settleAll(nowNs);
        if (stopping && !ended && mailbox.isEmpty()) {
            end();
        }
        return done;
    }

    private void settleAll(long nowNs) {
        settleNs = Long.MAX_VALUE;
        unsettled.removeIf(room -> {
            long againNs = settled(room, nowNs);
            settleNs = Math.min(settleNs, againNs);
            return againNs == Long.MAX_VALUE;
        });
    }

    private long settled(String room, long nowNs) {
        try {
            return listener.settled(room, nowNs);
        } catch (RuntimeException | Error e) {
            failed(room, e);
            return Long.MAX_VALUE;
        }
    }

    private void end() {
        List.copyOf(rooms.values()).forEach(room -> {
            room.end(clock.nanoTime(), "the server stops");
            settle(room);
        });
        ended = true;
        for (Task task = mailbox.poll(); task != null; task = mailbox.poll()) {
            perform(task);
        }
    }

    private void perform(Task task) {
        if (task.room() != null) {
            unsettled.add(task.room());
        }
        if (task.command() != null) {
            command(task);
        } else if (task.reader() != null && task.room() != null) {
            HostedRoom room = rooms.get(task.room());
            guarded(task.room(), () -> task.reader().accept(room == null ? null : room.room()));
        } else if (task.reader() != null) {
            rooms.values().forEach(room -> guarded(room.room().view().name(), () -> task.reader().accept(room.room())));
        }
    }

    private void command(Task task) {
        commands.lazySet(commands.get() + 1);
        HostedRoom room = rooms.get(task.room());
        if (ended) {
            refuse(task, Refusal.CLOSED, "the server stops");
        } else if (room == null && task.command() instanceof RoomCommand.Join) {
            room = openRoom(task);
        } else if (room == null) {
            refuse(task, Refusal.NOT_HERE, "there is no room " + RoomText.shown(task.room()));
        }
        if (room != null) {
            room.handle(task, clock.nanoTime());
            settle(room);
        }
    }

    private HostedRoom openRoom(Task task) {
        RoomConfig rules = null;
        try {
            rules = RoomText.isLine(task.room(), RoomText.ID) ? opens.apply(task.room()) : null;
        } catch (RuntimeException e) {
            failed(task.room(), e);
        }
        if (rules == null) {
            refuse(task, Refusal.NOT_HERE, "there is no room " + RoomText.shown(task.room()));
            return null;
        }
        if (open.incrementAndGet() > config.rooms()) {
            open.decrementAndGet();
            refuse(task, Refusal.FULL, "all " + config.rooms() + " rooms are open");
            return null;
        }
        HostedRoom room = new HostedRoom(new Room(task.room(), rules), ++opened, this);
        rooms.put(task.room(), room);
        return room;
    }

    private void refuse(Task task, Refusal why, String words) {
        RoomEvent answer = new RoomEvent.Refused(0, clock.nanoTime(), RoomText.asker(task.command()), why, words);
        guarded(task.room(), () -> task.reply().answered(null, answer));
    }

    /** Forgets a room that has ended, and knows when the others want to be driven. */
    private void settle(HostedRoom room) {
        if (room.room().view().closed()) {
            timers.remove(room);
            if (rooms.remove(room.room().view().name(), room)) {
                open.decrementAndGet();
            }
            return;
        }
        long dueNs = room.wantedNs(clock.nanoTime(), config.emptyFor().toNanos());
        if (dueNs != room.dueNs()) {
            timers.remove(room);
            room.due(dueNs);
            if (dueNs != Long.MAX_VALUE) {
                timers.add(room);
            }
        }
    }

    void told(Room room, RoomEvent event) {
        try {
            listener.told(room, event);
        } catch (RuntimeException | Error e) {
            failed(room.view().name(), e);
        }
    }

    void answered(Task task, Room room, RoomEvent answer) {
        guarded(task.room(), () -> task.reply().answered(room, answer));
    }

    private void guarded(String room, Runnable what) {
        try {
            what.run();
        } catch (RuntimeException | Error e) {
            failed(room, e);
        }
    }

    /** An error of one listener must not end the rooms of all others: it is counted and told. */
    private void failed(String room, Throwable error) {
        failures.incrementAndGet();
        try {
            listener.failed(room, error);
        } catch (RuntimeException | Error again) {
            failures.incrementAndGet();
        }
    }
}
