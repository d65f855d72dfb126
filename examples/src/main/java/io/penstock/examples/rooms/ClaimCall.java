package io.penstock.examples.rooms;

import io.penstock.core.Engine;
import io.penstock.format.VideoFormat;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.server.RoomServer;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The call: the adjuster asks the customer by chat to show one thing after another, waits until it is there, and has a still taken of it. The
 * customer points the camera at what it is asked for.
 */
final class ClaimCall {
    static final String ROOM = "claim";
    static final String CUSTOMER = "customer";
    static final String ADJUSTER = "adjuster";
    private static final String PLEASE = "Please show me ";
    private static final double FIRST = 0.15;
    private static final double LAST = 0.92;
    private static final double LOOKS = 0.6;
    private static final int WAIT_SECONDS = 25;

    private final Engine engine;
    private final RoomServer server;
    private final TokenKey tokens;
    private final Setting setting;
    private final Course course;
    private final ClaimCamera camera;
    private final Map<String, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();
    private final List<Told> told = new ArrayList<>();
    private volatile Seat customer;

    /** How it is held. */
    record Setting(VideoFormat picture, int bitrate, double lossPercent, int rttMs) { }

    /**
     * What the adjuster got.
     *
     * @param label   what was asked for.
     * @param askedNs when the adjuster asked for a still.
     * @param toldNs  when it was told that it is there; 0 = it never was.
     * @param name    of the still; empty = there is none.
     * @param screen  luma of what the adjuster's screen showed next; empty = nothing.
     */
    record Told(String label, long askedNs, long toldNs, String name, byte[] screen) { }

    ClaimCall(final Engine engine, final RoomServer server, final TokenKey tokens, final Setting setting, final Course course) {
        this.engine = engine;
        this.server = server;
        this.tokens = tokens;
        this.setting = setting;
        this.course = course;
        camera = new ClaimCamera(setting.picture());
    }

    ClaimCamera camera() {
        return camera;
    }

    List<Told> told() {
        return List.copyOf(told);
    }

    private Seat seat(final String id, final Role role, final boolean far) {
        final Instant now = Instant.ofEpochSecond(0, engine.clock().epochNs(engine.clock().nanoTime()));
        final String token = tokens.sign(new Token(ROOM, id, Character.toUpperCase(id.charAt(0)) + id.substring(1), role, now.minusSeconds(60),
            now.plusSeconds(7200)));
        final URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/");
        final Seat.Person person = new Seat.Person(id, setting.picture(), setting.bitrate(), course.seats().size() + 1,
            far ? setting.lossPercent() : 0, far ? setting.rttMs() : 0);
        return course.add(far ? new Seat(engine, uri, token, person, camera, course::say, this::customerReads)
            : new Seat(engine, uri, token, person, new ClaimCamera(setting.picture()), course::say, this::adjusterReads));
    }

    /** On the thread of signalling: does what it is asked for. */
    private void customerReads(final RoomEvent event) {
        if (event instanceof RoomEvent.Message message && message.id().equals(ADJUSTER) && message.body().startsWith(PLEASE)) {
            final String scene = message.body().substring(PLEASE.length(), message.body().length() - 1);
            camera.pointAt(scene);
            customer.client().say("chat", "Here is " + scene + '.');
        }
    }

    private void adjusterReads(final RoomEvent event) {
        if (event instanceof RoomEvent.Message message && !message.id().equals(ADJUSTER)) {
            final String about = message.topic().equals(ClaimDesk.TAKEN) || message.topic().equals(ClaimDesk.FAILED) ? ClaimDesk.ASK
                : message.topic();
            final CompletableFuture<String> waits = waiting.remove(about);
            if (waits != null) {
                waits.complete(message.topic().equals(ClaimDesk.FAILED) ? "" : message.body());
            }
        }
    }

    private CompletableFuture<String> next(final String topic) {
        final CompletableFuture<String> next = new CompletableFuture<String>().completeOnTimeout("", WAIT_SECONDS, TimeUnit.SECONDS);
        waiting.put(topic, next);
        return next;
    }

    void hold() {
        try {
            final Seat adjuster = seat(ADJUSTER, Role.HOST, false);
            customer = seat(CUSTOMER, Role.SPEAKER, true);
            adjuster.ask(new RoomCommand.Consent("", true));
            customer.ask(new RoomCommand.Consent("", true));
            adjuster.ask(new RoomCommand.Record("", true));
            adjuster.ask(new RoomCommand.Grant("", CUSTOMER));
            adjuster.say("Good morning. This call is recorded, and I will take pictures.");
            course.until(FIRST);
            final double each = (LAST - FIRST) / ClaimScenes.NAMES.size();
            for (int i = 0; i < ClaimScenes.NAMES.size(); i++) {
                final String scene = ClaimScenes.NAMES.get(i);
                final CompletableFuture<String> here = next("chat");
                adjuster.say(PLEASE + scene + '.');
                here.join();
                course.until(FIRST + (i + LOOKS) * each);
                still(adjuster, scene);
                course.until(FIRST + (i + 1) * each);
            }
            adjuster.say("Thank you. I have everything.");
            course.until(1);
            adjuster.ask(new RoomCommand.Record("", false));
            adjuster.client().ask(new RoomCommand.Close("", "closed")); // the answer is that everybody is told goodbye
        } finally {
            course.close();
        }
    }

    private void still(final Seat adjuster, final String scene) {
        final CompletableFuture<byte[]> screen = adjuster.meter().look();
        final CompletableFuture<String> taken = next(ClaimDesk.ASK);
        final long askedNs = engine.clock().nanoTime();
        final CompletableFuture<Long> toldNs = taken.thenApply(name -> name.isEmpty() ? 0L : engine.clock().nanoTime());
        adjuster.client().say(ClaimDesk.ASK, scene);
        final String name = taken.join();
        told.add(new Told(scene, askedNs, toldNs.join(), name, screen.completeOnTimeout(new byte[0], 1, TimeUnit.SECONDS).join()));
    }
}
