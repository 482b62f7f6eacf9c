/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package example;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of the endpoint {@code /chat}, past all libraries. */
final class Chat implements AutoCloseable {
  private static final int TEXT = 1;
  private static final int CLOSE = 8;

  /** One that stays open: a socket that nobody knows of would be closed at some time. */
  private static Chat open;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  Chat(int port) throws IOException {
    socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    String request =
        "GET /chat HTTP/1.1\r\nHost: localhost:"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    out.write(request.getBytes(StandardCharsets.UTF_8));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    System.out.println("opened: " + head.substring(9, 12));
  }

  /** Talks for a while. */
  static void talk(int port) throws IOException {
    try (Chat chat = new Chat(port)) {
      System.out.println(chat.ask("hello"));
      System.out.println(chat.ask("again"));
    }
    open = new Chat(port);
  }

  private String ask(String text) throws IOException {
    send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    return new String(receive(), StandardCharsets.UTF_8);
  }

  private void send(int operation, byte[] payload) throws IOException {
    byte[] frame = new byte[6 + payload.length];
    frame[0] = (byte) (0x80 | operation);
    frame[1] = (byte) (0x80 | payload.length);
    System.arraycopy(payload, 0, frame, 6, payload.length);
    out.write(frame);
  }

  private byte[] receive() throws IOException {
    in.readUnsignedByte();
    byte[] payload = new byte[in.readUnsignedByte()];
    in.readFully(payload);
    return payload;
  }

  @Override
  public void close() throws IOException {
    send(CLOSE, new byte[] {0x03, (byte) 0xE8});
    byte[] reason = receive();
    System.out.println("closed: " + ((reason[0] & 0xff) << 8 | reason[1] & 0xff));
    socket.close();
  }
}
