package io.penstock.examples.rooms;

import io.penstock.clock.MediaClock;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** How a script goes on in time: who sits there, the figures of each second, the minutes. The script's thread drives it; any may note. */
final class Course {
    private static final long NANOS = 1_000_000_000L;
    private static final int PROGRESS_SECONDS = 10;
    private final MediaClock clock;
    private final int seconds;
    private final int settle;
    private final PrintWriter out;
    private final long startNs;
    private long counted;
    private final Map<String, Seat> seats = new LinkedHashMap<>();
    private final List<String> minutes = new CopyOnWriteArrayList<>();

    /** Begins now; figures count after {@code settle} seconds. */
    Course(final MediaClock clock, final int seconds, final int settle, final PrintWriter out) {
        this.clock = clock;
        this.seconds = seconds;
        this.settle = settle;
        this.out = out;
        startNs = clock.nanoTime();
    }

    /** Seconds since the beginning. */
    double at() {
        return (clock.nanoTime() - startNs) / 1e9;
    }

    Map<String, Seat> seats() {
        return seats;
    }

    /** Somebody comes; waits until it is in. */
    Seat add(final Seat seat) {
        seats.put(seat.id(), seat);
        if (counted >= settle) {
            seat.meter().begin();
        }
        return seat.await();
    }

    void close() {
        seats.values().forEach(Seat::close);
    }

    List<HearingReport.SeatFigures> figures() {
        return seats.values().stream().map(seat -> new HearingReport.SeatFigures(seat.id(), seat.person().lossPercent(), seat.person().rttMs(),
            seat.meter().figures(), seat.meter().seconds())).toList();
    }

    /** Lets time pass, and keeps the figures of each second. */
    void until(final double share) {
        final long endNs = startNs + (long) (share * seconds * NANOS);
        while (true) {
            final long now = clock.nanoTime();
            // Some may have passed while the script waited for something else.
            while (now - startNs >= (counted + 1) * NANOS) {
                second(++counted);
            }
            if (now >= endNs) {
                return;
            }
            LockSupport.parkNanos(this, Math.max(1, Math.min(endNs, startNs + (counted + 1) * NANOS) - now));
        }
    }

    private void second(final long second) {
        seats.values().forEach(seat -> seat.meter().second(second));
        if (second == settle) {
            seats.values().forEach(seat -> seat.meter().begin());
        }
        if (second % PROGRESS_SECONDS == 0) {
            progress(second);
        }
    }

    private void progress(final long second) {
        final StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%4d s", second));
        for (final Seat seat : seats.values()) {
            final List<SeatMeter.Second> all = seat.meter().seconds();
            if (!all.isEmpty()) {
                final SeatMeter.Second last = all.get(all.size() - 1);
                line.append(String.format(Locale.ROOT, " | %s %s/%s", seat.id(), shown(last.pictureMs()), shown(last.soundMs())));
            }
        }
        out.println(line + " ms");
        out.flush();
    }

    private static String shown(final Double ms) {
        return ms == null ? "-" : String.valueOf(Math.round(ms));
    }

    /** Into the minutes and onto the screen. */
    void say(final String words) {
        final String line = note(words);
        out.println(line);
        out.flush();
    }

    /** Into the minutes. */
    String note(final String words) {
        final String line = String.format(Locale.ROOT, "%6.1f s  %s", at(), words);
        minutes.add(line);
        return line;
    }

    List<String> minutes() {
        return List.copyOf(minutes);
    }
}
