package io.penstock.examples.rooms;

import io.penstock.core.Engine;
import io.penstock.format.VideoFormat;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.Room;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.server.RoomObserver;
import io.penstock.rtc.server.RoomServer;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A day at the desk. A call is a room: the customer comes as audience and waits in it alone, the agent comes as host, records, and gives the
 * customer a seat; the supervisor comes as observer and is made host when it takes over.
 */
final class ServiceDay implements RoomObserver {
    private static final long NANOS = 1_000_000_000L;
    private static final long ARRIVES_EVERY_NS = 1_500_000_000L;
    private static final int LOSES_CONNECTION = 3;
    private static final int GIVES_UP = 4;
    private static final int LONGEST_MINUTES = 30;
    private static final String AGENT = "agent";

    private final Engine engine;
    private final RoomServer server;
    private final TokenKey tokens;
    private final Script script;
    private final Consumer<String> told;
    private final ServiceQueue queue;
    private final long startNs;
    private final Map<String, Ticket> tickets = new ConcurrentHashMap<>();
    private final List<HearingReport.SeatFigures> seats = new CopyOnWriteArrayList<>();
    private final List<String> minutes = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger seeds = new AtomicInteger();

    /** How the day goes. */
    record Script(int customers, int agents, int talkSeconds, VideoFormat picture, int bitrate, double lossPercent, int rttMs) {
        /** What one of those in it does. */
        @FunctionalInterface
        interface Part {
            void play() throws InterruptedException;
        }
    }

    /** A call from the first to the last. */
    private static final class Ticket {
        private final String call;
        private final int number;
        private final double arrivedAt;
        private final CountDownLatch over = new CountDownLatch(1);
        private final AtomicInteger reconnects = new AtomicInteger();
        private volatile Seat customer;
        private volatile int place;
        private volatile String agent;
        private volatile String supervisor;
        private volatile Long listenedNs;
        private volatile Long tookOverNs;
        private volatile boolean heardTooSoon;
        private volatile double endedAt;
        private volatile String outcome = "open";

        Ticket(final String call, final int number, final double arrivedAt) {
            this.call = call;
            this.number = number;
            this.arrivedAt = arrivedAt;
        }
    }

    ServiceDay(final Engine engine, final RoomServer server, final TokenKey tokens, final Script script, final Consumer<String> told) {
        this.engine = engine;
        this.server = server;
        this.tokens = tokens;
        this.script = script;
        this.told = told;
        startNs = engine.clock().nanoTime();
        queue = new ServiceQueue((call, place) -> server.ask(call, new RoomCommand.Say("", "place-" + place + '-' + seeds.incrementAndGet(), "queue",
            place == 1 ? "You are next." : "You are number " + place + " in the queue.")));
        server.observe(this);
    }

    /** Runs it; returns its length in seconds. */
    double run() {
        final List<Thread> agents = new ArrayList<>();
        for (int i = 1; i <= script.agents(); i++) {
            final String id = AGENT + '-' + i;
            agents.add(begin(id, () -> agent(id)));
        }
        final List<Thread> customers = new ArrayList<>();
        for (int i = 1; i <= script.customers(); i++) {
            final int number = i;
            customers.add(begin("customer-" + i, () -> customer(number)));
            LockSupport.parkNanos(ARRIVES_EVERY_NS);
        }
        end(customers);
        queue.close();
        end(agents);
        server.ignore(this);
        if (!failures.isEmpty()) {
            throw new IllegalStateException("the script failed", failures.get(0));
        }
        return at(engine.clock().nanoTime());
    }

    private Thread begin(final String name, final Script.Part part) {
        final Thread thread = new Thread(() -> {
            try {
                part.play();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (final RuntimeException e) {
                failures.add(e);
                note(name + " failed: " + e);
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void end(final List<Thread> threads) {
        for (final Thread thread : threads) {
            try {
                thread.join(TimeUnit.MINUTES.toMillis(LONGEST_MINUTES));
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // ---- the parts ------------------------------------------------------------------------------------------------------------------------

    private void customer(final int number) throws InterruptedException {
        final String call = "call-" + number;
        final boolean far = number == 1;
        final Ticket ticket = new Ticket(call, number, at(engine.clock().nanoTime()));
        tickets.put(call, ticket);
        ticket.customer = seat(call, "customer-" + number, Role.AUDIENCE, far, false);
        try (Seat seat = ticket.customer) {
            seat.ask(new RoomCommand.Consent("", true));
            seat.ask(new RoomCommand.RaiseHand("", true));
            ticket.place = queue.add(call);
            note("customer-" + number + " waits, number " + ticket.place);
            if (number == LOSES_CONNECTION) {
                LockSupport.parkNanos(NANOS);
                seat.client().dropConnection();
            }
            if (number == GIVES_UP && !ticket.over.await(script.talkSeconds() / 2, TimeUnit.SECONDS) && queue.remove(call)) {
                ticket.outcome = "gave up waiting";
                note("customer-" + number + " gives up");
            } else if (ticket.over.await(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                ticket.outcome = ticket.supervisor == null ? "served" : "served by " + ticket.supervisor;
            }
            ticket.endedAt = at(engine.clock().nanoTime());
            keep(call, seat);
        }
    }

    private void agent(final String id) throws InterruptedException {
        for (String call = queue.next(); call != null; call = queue.next()) {
            final Ticket ticket = tickets.get(call);
            ticket.agent = id;
            try (Seat seat = seat(call, id, Role.HOST, false, false)) {
                seat.ask(new RoomCommand.Consent("", true));
                seat.ask(new RoomCommand.Record("", true));
                seat.ask(new RoomCommand.Grant("", "customer-" + ticket.number));
                note(id + " answers " + call);
                if (ticket.number == 1) {
                    pause(script.talkSeconds() / 3.0);
                    supervised(ticket, seat);
                } else {
                    pause(script.talkSeconds());
                    seat.ask(new RoomCommand.Record("", false));
                    keep(call, seat);
                }
            } finally {
                ticket.over.countDown();
            }
        }
    }

    /** A supervisor listens, takes over, and the agent leaves. */
    private void supervised(final Ticket ticket, final Seat agent) {
        final String id = "supervisor";
        try (Seat seat = seat(ticket.call, id, Role.OBSERVER, false, true)) {
            note(id + " listens to " + ticket.call);
            pause(script.talkSeconds() / 3.0);
            ticket.listenedNs = seat.meter().firstHeardNs("customer-" + ticket.number);
            ticket.heardTooSoon = ticket.customer.meter().firstHeardNs(id) != null;
            agent.say("I pass you on to my supervisor.");
            seat.ask(new RoomCommand.Consent("", true));
            ticket.tookOverNs = engine.clock().nanoTime();
            agent.ask(new RoomCommand.ChangeRole("", id, Role.HOST));
            seat.speaksUp();
            ticket.supervisor = id;
            note(id + " takes over " + ticket.call);
            pause(1);
            keep(ticket.call, agent);
            agent.close();
            pause(Math.max(1, script.talkSeconds() / 3.0 - 1));
            seat.ask(new RoomCommand.Record("", false));
            keep(ticket.call, seat);
        }
    }

    private Seat seat(final String call, final String id, final Role role, final boolean far, final boolean listens) {
        final Instant now = Instant.ofEpochSecond(0, engine.clock().epochNs(engine.clock().nanoTime()));
        final String token = tokens.sign(new Token(call, id, id, role, now.minusSeconds(60), now.plusSeconds(7200)));
        final Seat seat = new Seat(engine, URI.create("ws://127.0.0.1:" + server.port() + "/"), token, new Seat.Person(id, script.picture(),
            script.bitrate(), seeds.incrementAndGet(), far ? script.lossPercent() : 0, far ? script.rttMs() : 0, listens), this::note);
        seat.meter().begin();
        return seat.await();
    }

    private static void pause(final double seconds) {
        final long endNs = System.nanoTime() + (long) (seconds * NANOS);
        for (long now = System.nanoTime(); now < endNs; now = System.nanoTime()) {
            LockSupport.parkNanos(endNs - now);
        }
    }

    // ---- what is kept of it ---------------------------------------------------------------------------------------------------------------

    private void keep(final String call, final Seat seat) {
        seats.add(new HearingReport.SeatFigures(call + ' ' + seat.id(), seat.person().lossPercent(), seat.person().rttMs(), seat.meter().figures(),
            List.of()));
    }

    private double at(final long timeNs) {
        return (timeNs - startNs) / (double) NANOS;
    }

    private Double since(final Long timeNs) {
        return timeNs == null ? null : at(timeNs);
    }

    private void note(final String words) {
        final String line = String.format(Locale.ROOT, "%6.1f s  %s", at(engine.clock().nanoTime()), words);
        minutes.add(line);
        told.accept(line);
    }

    @Override
    public void event(final Room room, final RoomEvent event) {
        final Ticket ticket = tickets.get(room.view().name());
        if (event instanceof RoomEvent.Returned && ticket != null) {
            ticket.reconnects.incrementAndGet();
        }
        if (event instanceof RoomEvent.Message message) {
            minutes.add(String.format(Locale.ROOT, "%6.1f s  %s: to %s: %s", at(engine.clock().nanoTime()), room.view().name(), message.topic(),
                message.body()));
        } else {
            minutes.add(String.format(Locale.ROOT, "%6.1f s  %s: %s", at(engine.clock().nanoTime()), room.view().name(),
                event.toString().replaceFirst("sequence=\\d+, atNs=\\d+(, )?", "")));
        }
    }

    List<ServiceReport.Call> calls() {
        return tickets.values().stream().sorted(Comparator.comparingInt(ticket -> ticket.number)).map(ticket -> {
            final Long agentNs = ticket.agent == null ? null : ticket.customer.meter().firstHeardNs(ticket.agent);
            final Long supervisorNs = ticket.supervisor == null ? null : ticket.customer.meter().firstHeardNs(ticket.supervisor);
            return new ServiceReport.Call(ticket.call, ticket.arrivedAt, ticket.place, since(agentNs), ticket.agent, since(ticket.listenedNs),
                since(supervisorNs), ticket.heardTooSoon, supervisorNs == null ? null : (supervisorNs - ticket.tookOverNs) / 1e6,
                ticket.reconnects.get(), ticket.endedAt, ticket.outcome);
        }).toList();
    }

    List<HearingReport.SeatFigures> seats() {
        return seats;
    }

    List<String> minutes() {
        return minutes;
    }
}
