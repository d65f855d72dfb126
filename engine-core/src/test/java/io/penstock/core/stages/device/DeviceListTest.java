package io.penstock.core.stages.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.clock.Timebase;
import io.penstock.core.Providers;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.MediaKind;
import io.penstock.format.VideoFormat;
import io.penstock.spi.DeviceProvider;
import io.penstock.spi.DeviceProvider.Device;
import io.penstock.spi.DeviceProvider.Direction;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageHarness;
import java.awt.GraphicsEnvironment;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DeviceListTest {
    private static final AudioFormat SOUND = AudioFormat.mono(48_000, Timebase.ms(20));
    private static final VideoFormat PICTURES = VideoFormat.i420(64, 32, 15);

    private static DeviceProvider provider(final String name) {
        return Providers.of(DeviceListTest.class.getClassLoader()).devices().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    }

    private static String refusal(final HarnessSetup setup) {
        final EngineException e = assertThrows(EngineException.class, setup::start);
        assertEquals(EngineException.Category.IO, e.category());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        return e.getMessage();
    }

    @Test
    void listsWhatIsThereAndNothingElse() {
        final Set<String> names = Providers.of(DeviceListTest.class.getClassLoader()).devices().stream().map(DeviceProvider::name)
            .collect(Collectors.toSet());
        assertTrue(names.containsAll(Set.of("javasound", "desktop")), names.toString());
        assertTrue(provider("javasound").devices().stream().allMatch(device -> device.kind() == MediaKind.AUDIO));
        assertEquals(GraphicsEnvironment.isHeadless() ? 0 : 2, provider("desktop").devices().size());
    }

    @Test
    void anAbsentSoundDeviceIsOneClearLine() {
        final Device none = new Device("no such card", MediaKind.AUDIO, Direction.CAPTURE);
        assertTrue(refusal(StageHarness.of(provider("javasound").capture(none, SOUND))).startsWith("microphone \"no such card\": "));
        assertTrue(refusal(StageHarness.of(provider("javasound").render(none)).input(SOUND)).startsWith("speaker \"no such card\": "));
    }

    @Test
    void anAbsentDisplayIsOneClearLine() {
        assumeTrue(GraphicsEnvironment.isHeadless(), "there is a display here");
        final Device screen = new Device("screen", MediaKind.VIDEO, Direction.CAPTURE);
        assertTrue(refusal(StageHarness.of(provider("desktop").capture(screen, PICTURES))).startsWith("screen: cannot be captured"));
        final Device window = new Device("window", MediaKind.VIDEO, Direction.RENDER);
        assertTrue(refusal(StageHarness.of(provider("desktop").render(window)).input(PICTURES)).startsWith("window: there is no display"));
    }

    @Test
    void refusesMediaOfTheOtherKind() {
        final Device any = new Device("screen", MediaKind.VIDEO, Direction.CAPTURE);
        assertThrows(ConfigurationException.class, () -> provider("javasound").capture(any, PICTURES));
        assertThrows(ConfigurationException.class, () -> provider("desktop").capture(any, SOUND));
        assertEquals(List.of(), provider("desktop").devices().stream().filter(device -> device.kind() != MediaKind.VIDEO).toList());
    }
}
