package dev.coffer.storage.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PoolNameTest {
    @Test
    void like_whatIsTaken_isCountedOn_andUsedAgainOnceItIsFree() {
        try (PoolName first = PoolName.like("name");
                PoolName second = PoolName.like("name")) {
            assertThat(first).hasToString("name");
            assertThat(second).hasToString("name-2");
        }
        try (PoolName again = PoolName.like("name")) {
            assertThat(again).hasToString("name");
        }
    }
}
