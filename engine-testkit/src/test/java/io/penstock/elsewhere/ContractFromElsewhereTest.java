package io.penstock.elsewhere;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.format.AudioFormat;
import io.penstock.format.FormatSpec;
import io.penstock.stage.Stage;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Verdict;
import io.penstock.testkit.StageContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The contract's tests also run for a class in another package, though they cannot be overridden there. */
class ContractFromElsewhereTest extends StageContract {
    private static int created;

    @Override
    protected Stage create() {
        created++;
        final FormatSpec accepts = FormatSpec.of(AudioFormat.mono(8000, Timebase.ms(10)));
        return Stages.inPlace(StageSpec.same("nothing", accepts).build(), frame -> Verdict.FORWARD);
    }

    @Test
    void hasATestOfItsOwn() {
        assertTrue(create() != null);
    }

    @AfterAll
    static void ranTheContract() {
        assertTrue(created > 20, "stages created: " + created);
    }
}
