package io.penstock.benchmarks.scale;

import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.RoomCommand;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Heap of many rooms in which nothing happens: members and their media, without the sockets of clients. */
final class IdleRooms {
    private static final int PASSES = 4;

    private IdleRooms() {
    }

    /** Bytes that all of them take together. */
    static long bytes(final BenchServer server, final int rooms, final int members) throws InterruptedException {
        final long before = used();
        final CountDownLatch done = new CountDownLatch(rooms * members);
        int peer = 1_000_000;
        for (int room = 0; room < rooms; room++) {
            for (int member = 0; member < members; member++) {
                final RoomCommand join = new RoomCommand.Join("member-" + member, "Member " + member, Role.SPEAKER, peer);
                while (!server.server().rooms().post("idle-" + room, join, (where, answer) -> done.countDown())) {
                    Thread.onSpinWait();
                }
                server.server().forwarder().join(peer, "user-" + peer, "password-" + peer);
                peer++;
            }
        }
        if (!done.await(60, TimeUnit.SECONDS) || server.server().rooms().open() < rooms) {
            throw new IllegalStateException(server.server().rooms().open() + " of " + rooms + " rooms are open");
        }
        return used() - before;
    }

    private static long used() throws InterruptedException {
        final Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < PASSES; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(200);
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
