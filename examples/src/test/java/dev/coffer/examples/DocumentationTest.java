package dev.coffer.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The README and the pages in docs say what is so. */
class DocumentationTest {
    private static final Pattern TEST = Pattern.compile("(?<=`)(\\w+(?:Test|Rules))#(\\w+)(?=`)");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

    @TestFactory
    Stream<DynamicTest> javaBlock_isPartOfAnExample() {
        List<List<String>> examples = ProjectFiles.examples().stream()
                .map(DocumentationTest::strippedLines)
                .toList();
        return ProjectFiles.documentation().stream()
                .flatMap(page -> blocks(page, "java").stream()
                        .map(block -> dynamicTest(
                                page.getFileName() + ": " + block.get(0),
                                () -> assertThat(examples.stream().anyMatch(example -> contains(example, block)))
                                        .as("whether an example has: %s", String.join("\n", block))
                                        .isTrue())));
    }

    @Test
    void readme_hasJavaBlocks() {
        assertThat(blocks(ProjectFiles.readme(), "java")).hasSizeGreaterThan(5);
    }

    @Test
    void quickStart_isTwoCommands() {
        List<String> lines = strippedLines(ProjectFiles.readme());
        List<String> section = lines.subList(lines.indexOf("## Quick start"), lines.size());
        List<String> block = section.subList(section.indexOf("```sh") + 1, section.size());
        assertThat(block.subList(0, block.indexOf("```")))
                .containsExactly("mvn -q -pl examples -am -Pquick-start process-classes", "mvn verify");
    }

    @Test
    void providerInMemory_isAsShortAsSaid() {
        assertThat(ProjectFiles.examples().stream()
                        .filter(file -> file.getFileName().toString().matches("MemoryKeyValue.*(?<!Main|Test)\\.java"))
                        .flatMap(file -> ProjectFiles.lines(file).stream()))
                .hasSizeBetween(100, 150);
    }

    @TestFactory
    Stream<DynamicTest> link_leadsToAFile() {
        return ProjectFiles.documentation().stream()
                .flatMap(page -> links(page).stream()
                        .map(link -> dynamicTest(
                                page.getFileName() + ": " + link,
                                () -> assertThat(Files.exists(page.resolveSibling(link)))
                                        .isTrue())));
    }

    /** Where a table names a test as its proof. */
    @TestFactory
    Stream<DynamicTest> testThatIsNamed_exists() {
        Map<String, Path> sources = ProjectFiles.testSources();
        return ProjectFiles.documentation().stream()
                .flatMap(page -> TEST.matcher(String.join("\n", ProjectFiles.lines(page)))
                        .results())
                .map(named -> dynamicTest(
                        named.group(),
                        () -> assertThat(sources.get(named.group(1) + ".java"))
                                .isNotNull()
                                .content()
                                .contains(" " + named.group(2) + "(")));
    }

    private static boolean contains(List<String> example, List<String> block) {
        return Collections.indexOfSubList(example, block) >= 0;
    }

    private static List<String> links(Path page) {
        List<String> links = new ArrayList<>();
        for (String line : ProjectFiles.lines(page)) {
            Matcher matcher = LINK.matcher(line);
            while (matcher.find()) {
                links.add(matcher.group(1));
            }
        }
        return links;
    }

    /** Without indentation, which depends on how deep a block stands in its example. */
    private static List<String> strippedLines(Path file) {
        return ProjectFiles.lines(file).stream().map(String::strip).toList();
    }

    private static List<List<String>> blocks(Path page, String language) {
        List<List<String>> blocks = new ArrayList<>();
        List<String> lines = strippedLines(page);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).equals("```" + language)) {
                List<String> rest = lines.subList(i + 1, lines.size());
                blocks.add(rest.subList(0, rest.indexOf("```")));
            }
        }
        return blocks;
    }
}
