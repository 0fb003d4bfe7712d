package io.chat4all.connectors.email;

import java.io.BufferedReader;
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

/// A submission server that answers as it is told and offers DSN. An answer of `hang up` closes the
/// connection instead. Takes one connection after another.
final class ScriptedSmtpServer implements AutoCloseable {

  static final String HANG_UP = "hang up";

  private final ServerSocket socket;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final List<String> connections = new CopyOnWriteArrayList<>();

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

  int connections() {
    return connections.size();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try (var client = socket.accept()) {
        connections.add("");
        serve(client);
      } catch (IOException e) {
        // the test is over, or the client hung up
      }
    }
  }

  private void serve(Socket client) throws IOException {
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
        while (!".".equals(in.readLine())) {
          // the mail
        }
        if (!say(client, answers.getOrDefault(".", "250 2.0.0 taken"))) {
          return;
        }
      }
    }
  }

  private static String usual(String command) {
    return switch (command) {
      case "EHLO" -> "250-scripted\r\n250-DSN\r\n250-AUTH PLAIN\r\n250 SIZE 1000000";
      case "AUTH" -> "235 2.7.0 welcome";
      case "DATA" -> "354 go ahead";
      default -> "250 2.0.0 fine";
    };
  }

  private static boolean say(Socket client, String answer) throws IOException {
    if (answer.equals(HANG_UP)) {
      return false;
    }
    client.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
    client.getOutputStream().flush();
    return true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
