package io.chat4all.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// What Redis does in one step, in its own Lua.
///
/// `nodes` is a sorted set of nodes by the time of their last heartbeat, on Redis' clock; a user's
/// key is a hash with a field for each node where the user has sessions, and the field `seen` with
/// the time at which the last session closed. Nodes that are dead do not count.
///
/// Thread-safe.
final class Scripts {

  private static final String NOW =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      """;

  /// Counts the living nodes of a user but this one, and forgets the dead ones.
  private static final String OTHERS =
      """
      local others = 0
      for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do
        if field ~= 'seen' and field ~= ARGV[1] then
          local last = redis.call('ZSCORE', KEYS[1], field)
          if last and now - last < tonumber(ARGV[2]) then
            others = others + 1
          else
            redis.call('HDEL', KEYS[2], field)
          end
        end
      end
      redis.call('PEXPIRE', KEYS[2], ARGV[3])
      return {others}
      """;

  enum Name {
    /// `nodes`; node, dead after, forgotten after: 1 when the node was known and alive.
    HEARTBEAT(
        NOW
            + """
            local last = redis.call('ZSCORE', KEYS[1], ARGV[1])
            redis.call('ZADD', KEYS[1], now, ARGV[1])
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[3])
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
            if last and now - last < tonumber(ARGV[2]) then
              return {1}
            end
            return {0}
            """),
    /// `nodes`; node, dead after: its sessions no longer count.
    RETIRE(NOW + "redis.call('ZADD', KEYS[1], 'XX', now - ARGV[2], ARGV[1])\nreturn {1}"),
    /// `nodes`, user; node, dead after, kept for: other nodes with sessions.
    OPENED(NOW + "redis.call('HSET', KEYS[2], ARGV[1], '1')\n" + OTHERS),
    /// `nodes`, user; node, dead after, kept for, at: other nodes with sessions.
    CLOSED(
        NOW
            + """
            redis.call('HSET', KEYS[2], 'seen', ARGV[4])
            redis.call('HDEL', KEYS[2], ARGV[1])
            """
            + OTHERS),
    /// `nodes`, users; dead after: for each user whether they have sessions and when they were
    /// seen.
    READ(
        NOW
            + """
            local answer = {}
            for i = 2, #KEYS do
              local online = 0
              local seen = 0
              local fields = redis.call('HGETALL', KEYS[i])
              for f = 1, #fields, 2 do
                local at = 0
                if fields[f] == 'seen' then
                  at = tonumber(fields[f + 1])
                else
                  at = tonumber(redis.call('ZSCORE', KEYS[1], fields[f]) or 0)
                  if now - at < tonumber(ARGV[1]) then
                    online = 1
                  end
                end
                seen = math.max(seen, at)
              end
              answer[#answer + 1] = online
              answer[#answer + 1] = seen
            end
            return answer
            """);

    private final String text;

    Name(String text) {
      this.text = text;
    }
  }

  private final Map<Name, String> digests = new EnumMap<>(Name.class);

  private Scripts(RedisCommands<String, byte[]> redis) {
    for (var name : Name.values()) {
      digests.put(name, redis.scriptLoad(name.text));
    }
  }

  /// Brings the scripts to the server.
  static Scripts load(RedisCommands<String, byte[]> redis) {
    return new Scripts(redis);
  }

  CompletionStage<List<Long>> run(
      RedisAsyncCommands<String, byte[]> redis, Name script, List<String> keys, Object... args) {
    var values =
        Arrays.stream(args).map(it -> it.toString().getBytes(UTF_8)).toArray(byte[][]::new);
    return redis.evalsha(
        digests.get(script), ScriptOutputType.MULTI, keys.toArray(String[]::new), values);
  }
}
