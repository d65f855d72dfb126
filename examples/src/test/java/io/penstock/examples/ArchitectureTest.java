package io.penstock.examples;

import static com.tngtech.archunit.base.DescribedPredicate.or;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may import whom, and what no library of the engine does. It stands here because this module sees all the others. */
@AnalyzeClasses(packages = "io.penstock", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] API = {
        "io.penstock.buffer..", "io.penstock.frame..", "io.penstock.format..", "io.penstock.stage..", "io.penstock.event..",
        "io.penstock.graph..", "io.penstock.clock..", "io.penstock.spi..", "io.penstock.error.."};
    private static final String CORE = "io.penstock.core..";
    private static final String DSP = "io.penstock.dsp..";
    private static final String CODECS = "io.penstock.codecs..";
    private static final String TESTKIT = "io.penstock.testkit..";
    private static final String RTC = "io.penstock.rtc..";
    private static final String[] H264_ENCODER = Stream.of("picture", "write", "intra", "residual", "motion", "deblock", "rate", "encoder")
        .map(part -> "io.penstock.codecs.h264." + part + "..").toArray(String[]::new);
    private static final String VECTORS = "jdk.incubator.vector..";
    private static final String[] LIBRARIES =
        Stream.concat(Stream.of(API), Stream.of(CORE, DSP, CODECS, RTC, TESTKIT)).toArray(String[]::new);

    private static final DescribedPredicate<JavaClass> JDK = resideInAnyPackage(
        "java..", "javax.crypto..", "javax.imageio..", "javax.net..", "javax.sound..", "javax.swing..", "com.sun.management..");
    /** The few types of Agrona that the contract speaks in; whoever implements the contract meets them too. */
    private static final DescribedPredicate<JavaClass> AGRONA_IN_THE_CONTRACT = nameMatching(
        "org\\.agrona\\.(DirectBuffer|MutableDirectBuffer|ErrorHandler|concurrent\\.(AtomicBuffer|IdleStrategy|NanoClock))").forSubtype();
    private static final DescribedPredicate<JavaClass> THE_CONTRACT =
        or(JDK, AGRONA_IN_THE_CONTRACT, resideInAnyPackage(API)).as("the contract");

    @ArchTest
    static final ArchRule theContractStandsOnTheJdkAndAFewAgronaTypes =
        classes().that().resideInAnyPackage(API).should().onlyDependOnClassesThat(THE_CONTRACT);

    @ArchTest
    static final ArchRule coreStandsOnTheContractAgronaAndHdrHistogram =
        classes().that().resideInAPackage(CORE)
            .should().onlyDependOnClassesThat(or(THE_CONTRACT, resideInAnyPackage(CORE, "org.agrona..", "org.HdrHistogram..")));

    @ArchTest
    static final ArchRule dspStandsOnTheContractAndJTransforms =
        classes().that().resideInAPackage(DSP)
            .should().onlyDependOnClassesThat(or(THE_CONTRACT, resideInAnyPackage(DSP, "org.jtransforms..", "pl.edu.icm..", VECTORS)));

    @ArchTest
    static final ArchRule dspKernelsKnowNoTypeOfTheEngine =
        classes().that().resideInAPackage("io.penstock.dsp.kernel..")
            .should().onlyDependOnClassesThat(or(JDK, resideInAnyPackage(
                "io.penstock.dsp.kernel..", "org.jtransforms..", "pl.edu.icm..", VECTORS)));

    /** An incubator, which no host has unless it asks for it: whoever names it must be loaded by name, and only where it is there. */
    @ArchTest
    static final ArchRule onlyTheAcceleratorsLoopsNameTheVectorApi =
        noClasses().that().haveNameNotMatching(".*\\.IncubatorLoops").should().dependOnClassesThat().resideInAPackage(VECTORS);

    @ArchTest
    static final ArchRule codecsStandOnTheContractAndTheLibrariesTheyWrap =
        classes().that().resideInAPackage(CODECS)
            .should().onlyDependOnClassesThat(or(THE_CONTRACT, resideInAnyPackage(CODECS, "org.jcodec..",
                "net.sourceforge.jaad..", "io.github.jaredmdobson.concentus..", "org.jitsi..", "org.rubycoder.gsm..", "javax.media..",
                "net.sf.fmj..", "com.sun.media..", VECTORS)));

    /** The encoder of pictures could be taken elsewhere as it is; only its provider speaks the contract. */
    @ArchTest
    static final ArchRule theH264EncoderStandsOnTheJdkAlone =
        classes().that().resideInAnyPackage(H264_ENCODER)
            .should().onlyDependOnClassesThat(or(JDK, resideInAnyPackage(H264_ENCODER), resideInAnyPackage(VECTORS)));

    @ArchTest
    static final ArchRule onlyTheProviderKnowsTheH264EncoderAndTheEngine =
        noClasses().that().resideInAnyPackage(LIBRARIES).and().resideOutsideOfPackages(H264_ENCODER)
            .and().resideOutsideOfPackage("io.penstock.codecs.h264.provider..")
            .should().dependOnClassesThat().resideInAnyPackage(H264_ENCODER);

    @ArchTest
    static final ArchRule rtcStandsOnTheLibrariesOfTheEngineAndWhatSignallingNeeds =
        classes().that().resideInAPackage(RTC)
            .should().onlyDependOnClassesThat(or(THE_CONTRACT, resideInAnyPackage(RTC, CORE, DSP, CODECS, "org.jitsi.utils..",
                "org.java_websocket..", "com.fasterxml.jackson..", "com.sun.net.httpserver..")));

    @ArchTest
    static final ArchRule noLibraryBelowKnowsRooms =
        noClasses().that().resideInAnyPackage(LIBRARIES).and().resideOutsideOfPackage(RTC).should().dependOnClassesThat().resideInAPackage(RTC);

    @ArchTest
    static final ArchRule testkitStandsOnTheContractAndJUnit =
        classes().that().resideInAPackage(TESTKIT)
            .should().onlyDependOnClassesThat(or(THE_CONTRACT, resideInAnyPackage(
                TESTKIT, "org.junit.jupiter.api..", "org.opentest4j..", "org.apiguardian..")));

    @ArchTest
    static final ArchRule planningIsPureAndSeesNothingThatRuns =
        noClasses().that().resideInAPackage("io.penstock.core.plan..")
            .should().dependOnClassesThat().resideInAnyPackage(
                "io.penstock.core.run..", "io.penstock.core.memory..", "io.penstock.core.edge..");

    @ArchTest
    static final ArchRule noLibraryDependsOnExamplesOrBenchmarks =
        noClasses().that().resideInAnyPackage(LIBRARIES)
            .should().dependOnClassesThat().resideInAnyPackage("io.penstock.examples..", "io.penstock.benchmarks..");

    /** The other way round it is allowed: what is measured from end to end is the call that the examples show. */
    @ArchTest
    static final ArchRule examplesDoNotDependOnBenchmarks =
        noClasses().that().resideInAPackage("io.penstock.examples..").should().dependOnClassesThat().resideInAPackage("io.penstock.benchmarks..");

    @ArchTest
    static final ArchRule modulesAreFreeOfCycles = slices().matching("io.penstock.(core|dsp|codecs|rtc|testkit|examples)..")
        .should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nothingTouchesTheAgronaClassesThatNeedAJvmFlag =
        noClasses().should().dependOnClassesThat(nameMatching(
            "org\\.agrona\\.(.*Unsafe.*|BufferUtil|Expandable.*|.*Concurrent(Array|Linked)Queue|.*AtomicCounter)").forSubtype());

    @ArchTest
    static final ArchRule librariesDoNotWriteToTheConsole =
        noClasses().that().resideInAnyPackage(LIBRARIES)
            .should().accessField(System.class, "out")
            .orShould().accessField(System.class, "err")
            .orShould().callMethod(Throwable.class, "printStackTrace");

    /** The AAC decoder silences what the library below it logs, and can do so only there. */
    @ArchTest
    static final ArchRule librariesLogThroughSystemLoggerOnly =
        noClasses().that().resideInAnyPackage(LIBRARIES).and().doNotHaveFullyQualifiedName("io.penstock.codecs.aac.JaadDecoder")
            .should().dependOnClassesThat().resideInAnyPackage(
                "java.util.logging..", "org.slf4j..", "org.apache.logging..", "org.apache.commons.logging..", "org.jitsi.utils.logging..");

    @ArchTest
    static final ArchRule librariesDoNotSleep =
        noClasses().that().resideInAnyPackage(LIBRARIES)
            .should().callMethod(Thread.class, "sleep", long.class)
            .orShould().callMethod(Thread.class, "sleep", long.class, int.class);

    @ArchTest
    static void oneClassReadsTheClock(JavaClasses all) {
        Set<String> timeMethods = Set.of("java.lang.System.nanoTime", "java.lang.System.currentTimeMillis",
            "java.time.Instant.now", "java.time.Clock.systemUTC");
        Set<String> readers = all.that(resideInAnyPackage(LIBRARIES)).stream()
            .flatMap(type -> Stream.<JavaAccess<?>>concat(
                type.getMethodCallsFromSelf().stream(), type.getMethodReferencesFromSelf().stream()))
            .filter(access -> timeMethods.contains(access.getTargetOwner().getName() + '.' + access.getTarget().getName()))
            .map(access -> outermost(access.getOriginOwner()))
            .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(readers.size() <= 1, "the clock is read in " + readers);
    }

    @ArchTest
    static void noPackageIsSplitBetweenModules(JavaClasses all) {
        Map<String, Set<String>> modulesByPackage = new TreeMap<>();
        for (JavaClass type : all) {
            type.getSource().ifPresent(source -> modulesByPackage
                .computeIfAbsent(type.getPackageName(), name -> new TreeSet<>()).add(module(source.getUri(), type)));
        }
        assertEquals(Map.of(), modulesByPackage.entrySet().stream().filter(entry -> entry.getValue().size() > 1)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static String outermost(JavaClass type) {
        String name = type.getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private static String module(URI source, JavaClass type) {
        String location = source.toString();
        return location.substring(0, location.length() - (type.getName().replace('.', '/') + ".class").length());
    }
}
