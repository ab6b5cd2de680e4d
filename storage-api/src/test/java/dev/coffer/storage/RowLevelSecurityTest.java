package dev.coffer.storage;

import static dev.coffer.storage.Refusals.assertRefused;
import static dev.coffer.storage.Refusals.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowLevelSecurityTest {
    private static final RowLevelSecurity ALL = RowLevelSecurity.ofAll();

    @Test
    void ofAll_marksNoNamespace_andHasRolesOfItsOwn() {
        assertThat(ALL.userNamespaces()).isEmpty();
        assertThat(ALL.systemRole()).isEqualTo("coffer_system");
        assertThat(ALL.userRole()).isEqualTo("coffer_user");
    }

    @Test
    void userNamespace_isAddedToACopy() {
        RowLevelSecurity one = ALL.userNamespace("settings");
        RowLevelSecurity two = one.userNamespace("profiles").userNamespace("profiles");

        assertThat(ALL.userNamespaces()).isEmpty();
        assertThat(one.userNamespaces()).containsExactly("settings");
        assertThat(two.userNamespaces()).containsExactly("profiles", "settings");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> two.userNamespaces().add("more"));
    }

    @Test
    void userNamespace_thatIsNoName_isRefused() {
        for (String name : List.of("", " ", "a\u0000b", "a\ud800", "x".repeat(256))) {
            assertRefused("namespace", () -> ALL.userNamespace(name));
        }
        assertRefused("namespace", () -> ALL.userNamespace(nothing()));
    }

    @Test
    void roles_keepTheNamespaces() {
        RowLevelSecurity other = ALL.userNamespace("profiles").roles("app_system", "app_user");

        assertThat(other.systemRole()).isEqualTo("app_system");
        assertThat(other.userRole()).isEqualTo("app_user");
        assertThat(other.userNamespaces()).containsExactly("profiles");
        assertThat(other.userNamespace("settings").userRole()).isEqualTo("app_user");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "App",
                "1app",
                "app-user",
                "app user",
                "app\"",
                "app;",
                "äpp",
                "a23456789012345678901234567890_2"
            })
    void roles_thatAreNoNames_areRefused(String name) {
        assertRefused("systemRole", () -> ALL.roles(name, "app_user"));
        assertRefused("userRole", () -> ALL.roles("app_system", name));
    }

    @Test
    void roles_null_areRefused() {
        assertRefused("systemRole", () -> ALL.roles(nothing(), "app_user"));
        assertRefused("userRole", () -> ALL.roles("app_system", nothing()));
    }

    @Test
    void roles_thatAreOne_areRefused() {
        assertRefused("userRole", () -> ALL.roles("app", "app"));
    }

    @Test
    void equals_comparesNamespacesAndRoles() {
        RowLevelSecurity one = ALL.userNamespace("a").userNamespace("b");

        assertThat(one)
                .isEqualTo(ALL.userNamespace("b").userNamespace("a"))
                .hasSameHashCodeAs(ALL.userNamespace("b").userNamespace("a"));
        assertThat(one).isNotEqualTo(ALL.userNamespace("a")).isNotEqualTo("a");
        assertThat(one)
                .isNotEqualTo(one.roles("coffer_system", "other"))
                .isNotEqualTo(one.roles("other", "coffer_user"));
        assertThat(one).hasToString("RowLevelSecurity[coffer_system, coffer_user][a, b]");
    }

    @Test
    void configuration_hasIt_whereItIsSwitchedOn() {
        StorageConfig.Builder config = StorageConfig.forUrl("memory:");

        assertThat(config.build().rowLevelSecurity()).isEmpty();
        assertThat(config.rowLevelSecurity(ALL).build().toBuilder().build().rowLevelSecurity())
                .contains(ALL);
        assertRefused("rowLevelSecurity", () -> config.rowLevelSecurity(nothing()));
    }
}
