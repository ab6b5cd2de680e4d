package dev.coffer.storage.testkit;

import dev.coffer.storage.Condition;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.spi.ItemWrite;
import java.util.function.UnaryOperator;

/** Writes as a faulty provider makes them: the same but for one part. */
final class Writes {
    private Writes() {}

    static ItemWrite at(ItemWrite write, ItemKey item) {
        return write instanceof ItemWrite.Put put
                ? new ItemWrite.Put(item, put.value(), put.expiry(), put.condition())
                : new ItemWrite.Delete(item, write.condition());
    }

    static ItemWrite value(ItemWrite write, UnaryOperator<byte[]> change) {
        return write instanceof ItemWrite.Put put
                ? new ItemWrite.Put(put.item(), change.apply(put.value()), put.expiry(), put.condition())
                : write;
    }

    static ItemWrite expiry(ItemWrite write, UnaryOperator<ItemWrite.Expiry> change) {
        return write instanceof ItemWrite.Put put
                ? new ItemWrite.Put(put.item(), put.value(), change.apply(put.expiry()), put.condition())
                : write;
    }

    static ItemWrite condition(ItemWrite write, UnaryOperator<Condition> change) {
        Condition condition = change.apply(write.condition());
        return write instanceof ItemWrite.Put put
                ? new ItemWrite.Put(put.item(), put.value(), put.expiry(), condition)
                : new ItemWrite.Delete(write.item(), condition);
    }
}
