package dev.coffer.storage.migrate;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/** Standard input and output as channels: whoever waits for them is woken by an interruption, which {@code System.in} does not heed. */
final class StandardPipe {
    private StandardPipe() {}

    static InputStream in() {
        return new Input(new FileInputStream(FileDescriptor.in).getChannel());
    }

    static OutputStream out() {
        return Channels.newOutputStream(new FileOutputStream(FileDescriptor.out).getChannel());
    }

    /** That of {@link Channels} asks for a position, which a pipe does not have. */
    private static final class Input extends InputStream {
        private final FileChannel channel;

        private Input(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return channel.read(ByteBuffer.wrap(bytes, offset, length));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
