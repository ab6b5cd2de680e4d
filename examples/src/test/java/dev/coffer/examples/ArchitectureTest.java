package dev.coffer.examples;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What javac cannot see on the class path. This module has all the others on its own. */
class ArchitectureTest {
    private static final String API = "storage";
    private static final String JDBI = "storage.jdbi";
    private static final String SQLITE = "storage.sqlite";
    private static final String POSTGRES = "storage.postgres";
    private static final String MIGRATE = "storage.migrate";
    private static final String MICROMETER = "storage.micrometer";
    private static final String VAULT = "storage.vault";

    /** The parts of the library, each by its package below dev.coffer and with the others that it may use. */
    private static final Map<String, Set<String>> PARTS = Map.of(
            API,
            Set.of(),
            "storage.testkit",
            Set.of(API),
            JDBI,
            Set.of(API),
            SQLITE,
            Set.of(API, JDBI),
            POSTGRES,
            Set.of(API, JDBI),
            MIGRATE,
            Set.of(API),
            MICROMETER,
            Set.of(API, MIGRATE),
            VAULT,
            Set.of(API),
            "storage.cli",
            Set.of(API, MIGRATE, SQLITE, POSTGRES),
            "examples",
            Set.of(API, MIGRATE, MICROMETER, SQLITE, POSTGRES, VAULT));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(
                    location -> !location.contains("-tests.jar!")) // as they are called once they are packaged
            .importPackages("dev.coffer");

    @TestFactory
    Stream<DynamicTest> part_usesOnlyThePartsBelowIt() {
        return PARTS.entrySet().stream()
                .map(part -> dynamicTest(part.getKey(), () -> check(mayUseOnly(part.getKey(), part.getValue()))));
    }

    @Test
    void api_dependsOnNoDatabaseAndNoJsonLibrary() {
        check(classes()
                .that(areIn(API))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.coffer..",
                        "java..",
                        "javax.crypto..",
                        "org.jspecify..",
                        "org.slf4j..",
                        "at.favre.lib..",
                        "org.snakeyaml.engine..")); // optional
    }

    @Test
    void api_showsNoJdbc() {
        check(noClasses()
                .that(areIn(API))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql.."));
    }

    /** Of two factories chained, the second would drop what the first one said. On an interface that does not compile. */
    @Test
    void factories_ofValuesThatAreChained_cannotBeChained() {
        assertThat(CLASSES.stream()
                        .filter(areIn(API))
                        .filter(type -> !type.isInterface())
                        .filter(type -> returningItself(type, true) > 1 && returningItself(type, false) > 0))
                .as("classes with several static factories among their instance methods")
                .isEmpty();
    }

    private static long returningItself(JavaClass type, boolean isStatic) {
        return type.getMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(method -> method.getModifiers().contains(JavaModifier.STATIC) == isStatic)
                .filter(method -> method.getRawReturnType().equals(type))
                .count();
    }

    @Test
    void package_isNoPlaceForLeftovers() {
        check(noClasses()
                .should()
                .resideInAnyPackage(
                        "..common..",
                        "..util..",
                        "..utils..",
                        "..support..",
                        "..shared..",
                        "..helper..",
                        "..helpers.."));
    }

    @Test
    void className_tellsWhatTheThingIs() {
        check(noClasses()
                .should()
                .haveNameMatching(".*[.$](Abstract[A-Z]\\w*"
                        + "|\\w*(Common|Support|Shared|Helper|Helpers|Util|Utils|Impl|Manager|Data|Info))"));
    }

    @Test
    void package_isNullMarked() {
        assertThat(CLASSES.stream()
                        .filter(resideInAPackage("dev.coffer.storage.."))
                        .map(JavaClass::getPackage)
                        .filter(p -> !p.isAnnotatedWith(NullMarked.class)))
                .as("packages that NullAway does not look at")
                .isEmpty();
    }

    private static ArchRule mayUseOnly(String part, Set<String> others) {
        return noClasses()
                .that(areIn(part))
                .should()
                .dependOnClassesThat(describe(
                        "are in another part than " + others,
                        c -> c.getPackageName().startsWith("dev.coffer.")
                                && !partOf(c).equals(part)
                                && !others.contains(partOf(c))));
    }

    private static DescribedPredicate<JavaClass> areIn(String part) {
        return describe("are in " + part, c -> partOf(c).equals(part));
    }

    /** The part with the longest name that the class's package is, or lies below. */
    private static String partOf(JavaClass c) {
        return PARTS.keySet().stream()
                .filter(part -> (c.getPackageName() + ".").startsWith("dev.coffer." + part + "."))
                .max(comparingInt(String::length))
                .orElse("unknown");
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}
