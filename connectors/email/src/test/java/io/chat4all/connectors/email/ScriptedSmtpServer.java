package io.chat4all.connectors.email;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// A submission server that answers as it is told and offers DSN. An answer of `hang up` closes the
/// connection instead, and one of `hang` never comes.
final class ScriptedSmtpServer implements AutoCloseable {

  static final String HANG_UP = "hang up";
  static final String HANG = "hang";

  private final ServerSocket socket;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final List<String> mails = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  ScriptedSmtpServer() throws IOException {
    socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /// What is answered to a command (`MAIL`, `RCPT`, `DATA`, `.`, `AUTH`, or `HELLO` for the
  /// greeting).
  void answer(String command, String answer) {
    answers.put(command, answer);
  }

  List<String> commands() {
    return List.copyOf(commands);
  }

  /// The mails that it took, in order.
  List<String> mails() {
    return List.copyOf(mails);
  }

  int connections() {
    return connections.size();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        var client = socket.accept();
        if (socket.isClosed()) {
          client.close();
          return;
        }
        connections.add(client);
        Thread.startVirtualThread(() -> serveAndClose(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serveAndClose(Socket client) {
    try (client) {
      serve(client);
    } catch (IOException e) {
      // the client hung up
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Socket client) throws IOException, InterruptedException {
    var in =
        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    if (!say(client, answers.getOrDefault("HELLO", "220 ready"))) {
      return;
    }
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      commands.add(line);
      var command = line.split(" ", 2)[0].split(":", 2)[0];
      if (!say(client, answers.getOrDefault(command, usual(command)))) {
        return;
      }
      if (command.equals("DATA") && !answers.containsKey("DATA")) {
        var mail = read(in);
        var answer = answers.getOrDefault(".", "250 2.0.0 taken");
        if (answer.startsWith("2")) {
          mails.add(mail);
        }
        if (!say(client, answer)) {
          return;
        }
      }
    }
  }

  private static String read(BufferedReader in) throws IOException {
    var mail = new StringBuilder();
    for (var line = in.readLine(); !".".equals(line); line = in.readLine()) {
      if (line == null) {
        throw new EOFException("half a mail");
      }
      mail.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
    }
    return mail.toString();
  }

  private static String usual(String command) {
    return switch (command) {
      case "EHLO" -> "250-scripted\r\n250-DSN\r\n250-AUTH PLAIN\r\n250 SIZE 1000000";
      case "AUTH" -> "235 2.7.0 welcome";
      case "DATA" -> "354 go ahead";
      default -> "250 2.0.0 fine";
    };
  }

  private boolean say(Socket client, String answer) throws IOException, InterruptedException {
    if (answer.equals(HANG)) {
      closed.await();
    }
    if (answer.equals(HANG_UP) || answer.equals(HANG)) {
      return false;
    }
    client.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
    client.getOutputStream().flush();
    return true;
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    socket.close();
    for (var client : connections) {
      client.close();
    }
  }
}
