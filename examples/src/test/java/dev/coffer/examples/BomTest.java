package dev.coffer.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The BOM names every module that is published, and nothing else. */
class BomTest {
    private static final String BOM = "storage-bom/pom.xml";

    private final XPath path = XPathFactory.newInstance().newXPath();

    private List<String> texts(String pom, String expression) {
        try {
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(ProjectFiles.inProject(pom).toFile());
            NodeList nodes = (NodeList) path.evaluate(expression, document, XPathConstants.NODESET);
            return IntStream.range(0, nodes.getLength())
                    .mapToObj(i -> nodes.item(i).getTextContent())
                    .toList();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private boolean isPublished(String module) {
        return texts(module + "/pom.xml", "/project/properties/maven.deploy.skip[text()='true']")
                .isEmpty();
    }

    @Test
    void everyPublishedModule_isNamed() {
        Stream<String> published = texts("pom.xml", "/project/modules/module").stream()
                .filter(this::isPublished)
                .filter(module -> !module.equals("storage-bom"));
        assertThat(texts(BOM, "//dependencyManagement//artifactId"))
                .contains("storage-api")
                .containsExactlyInAnyOrderElementsOf(published.toList());
    }

    @Test
    void itsVersion_isThatOfAllModules() {
        assertThat(texts(BOM, "/project/version")).isEqualTo(texts("pom.xml", "/project/version"));
        assertThat(texts(BOM, "//dependencyManagement//version")).containsOnly("${project.version}");
        assertThat(texts(BOM, "//dependencyManagement//groupId")).containsOnly("dev.coffer");
    }

    @Test
    void itHasNoParent_whoseVersionsWouldComeAlong() {
        assertThat(texts(BOM, "/project/parent")).isEmpty();
    }
}
