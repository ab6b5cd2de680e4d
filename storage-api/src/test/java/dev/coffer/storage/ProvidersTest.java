package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.ARRAY;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvidersTest {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @TempDir
    private Path directory;

    @AfterEach
    void restoreTheContextClassLoader() {
        Thread.currentThread().setContextClassLoader(before);
    }

    /** Knows all classes, but names only this provider. */
    private ClassLoader naming(String... providers) throws IOException {
        Path services = Files.write(directory.resolve("services"), List.of(providers));
        return new ClassLoader(ProvidersTest.class.getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                return name.startsWith("META-INF/services/")
                        ? Collections.enumeration(
                                Collections.singleton(services.toUri().toURL()))
                        : super.getResources(name);
            }
        };
    }

    @Test
    void open_byAUrl_usesTheProviderForItsScheme() {
        try (Storage storage = Storage.open("REGISTERED:")) {
            assertThat(storage.capabilities()).containsExactlyInAnyOrder(Capability.values());
        }
    }

    @Test
    void forScheme_asksTheContextClassLoaderFirst() throws IOException {
        Thread.currentThread().setContextClassLoader(naming("dev.coffer.storage.ContextProvider"));

        assertThat(Providers.forScheme("registered")).isInstanceOf(ContextProvider.class);
        assertThat(Providers.forScheme("context")).isInstanceOf(ContextProvider.class);
    }

    @Test
    void forScheme_thenAsksTheLibrarysOwn() throws IOException {
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
        assertThat(Providers.forScheme("registered")).isInstanceOf(RegisteredProvider.class);

        Thread.currentThread().setContextClassLoader(null);
        assertThat(Providers.forScheme("registered")).isInstanceOf(RegisteredProvider.class);

        Thread.currentThread().setContextClassLoader(naming("# nothing"));
        assertThat(Providers.forScheme("registered")).isInstanceOf(RegisteredProvider.class);
    }

    @Test
    void forScheme_withoutAProvider_namesTheSchemeAndWhatExists() throws IOException {
        Thread.currentThread().setContextClassLoader(naming("dev.coffer.storage.ContextProvider"));

        assertThat(refusal(() -> Storage.open("mysql://ada:secret@host/db?password=secret")))
                .hasMessage("url has no provider for 'mysql'; available: [context, registered]")
                .satisfies(refusal -> assertThat(refusal.field()).isEqualTo("url"));
    }

    @Test
    void forScheme_aProviderThatCannotBeLoaded_hidesNoOther() throws IOException {
        Thread.currentThread()
                .setContextClassLoader(naming(
                        "dev.coffer.storage.Missing",
                        "dev.coffer.storage.BrokenProvider$WithoutConstructor",
                        "dev.coffer.storage.BrokenProvider$FailingToStart",
                        "dev.coffer.storage.BrokenProvider$WithoutItsLibrary",
                        "no class name",
                        "dev.coffer.storage.ContextProvider"));
        assertThat(Providers.forScheme("registered")).isInstanceOf(RegisteredProvider.class);

        Thread.currentThread()
                .setContextClassLoader(naming(
                        "dev.coffer.storage.Missing",
                        "dev.coffer.storage.BrokenProvider$WithoutConstructor",
                        "dev.coffer.storage.BrokenProvider$FailingToStart",
                        "dev.coffer.storage.BrokenProvider$WithoutItsLibrary",
                        "dev.coffer.storage.ContextProvider"));
        assertThat(Providers.forScheme("context")).isInstanceOf(ContextProvider.class);
    }

    @Test
    void forScheme_whereNoProviderIsLeft_namesThoseThatCannotBeLoadedAsTheCause() throws IOException {
        Thread.currentThread()
                .setContextClassLoader(
                        naming("dev.coffer.storage.Missing", "dev.coffer.storage.BrokenProvider$WithoutItsLibrary"));

        assertThat(refusal(() -> Storage.open("context:")))
                .hasMessage("url has no provider for 'context'; available: [registered]; 2 could not be loaded")
                .cause()
                .hasMessageContaining("dev.coffer.storage.Missing")
                .extracting(Throwable::getSuppressed, ARRAY)
                .singleElement(THROWABLE)
                .hasMessageContaining("a/library/ThatIsNotThere");
    }

    @Test
    void forScheme_withServicesThatCannotBeRead_doesNotTryForEver() {
        Thread.currentThread().setContextClassLoader(new ClassLoader(ProvidersTest.class.getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                throw new IOException("planted");
            }
        });

        assertThat(Providers.forScheme("registered")).isInstanceOf(RegisteredProvider.class);
        assertThat(refusal(() -> Providers.forScheme("context"))).hasRootCauseMessage("planted");
    }

    @Test
    void schemaScripts_areThoseOfTheProvider() {
        assertThat(Storage.schemaScripts("jdbc:registered:db")).containsExactly("create everything");
        assertThat(new ContextProvider().schemaScripts()).isEmpty();
        assertRefused("url", () -> Storage.schemaScripts("mysql:"));
        assertRefused("url", () -> Storage.schemaScripts("no scheme"));
    }
}
