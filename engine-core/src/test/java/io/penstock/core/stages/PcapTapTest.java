package io.penstock.core.stages;

import io.penstock.format.PacketFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;

/** The contract with a branch that writes a capture file; writing allocates nothing either. */
class PcapTapTest extends StageContract {
    @TempDir
    Path folder;

    @Override
    protected Stage create() {
        final FrameTap tap = new FrameTap();
        tap.watch(PcapWriter.to(folder.resolve("tap.pcap"), 5004, 5004));
        return tap.branch();
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(PacketFormat.datagrams());
    }
}
