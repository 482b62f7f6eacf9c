/*
 * Copyright The obs-agent Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.obsagent.core.redact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisTextTest {
  private static final String CANARY = "c4n4ry";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET user:123:cart | GET user:{}:cart",
        "get config | GET config",
        "SET image:42 value EX 5 | SET image:{}",
        "LPUSH jobs:high payload | LPUSH jobs:high",
        "BRPOP jobs:high jobs:low 5 | BRPOP jobs:high jobs:low",
        "BLMOVE jobs:high jobs:taken LEFT RIGHT 5 | BLMOVE jobs:high jobs:taken",
        "MSET a 1 b 2 | MSET a b",
        "DEL a b c d e f | DEL a b c d ...",
        "ZUNIONSTORE out 2 x y WEIGHTS 1 2 | ZUNIONSTORE out x y",
        "SINTERCARD 2 x y LIMIT 5 | SINTERCARD x y",
        "BZMPOP 5 1 scores MIN | BZMPOP scores",
        "XADD events * field value | XADD events",
        "XREADGROUP GROUP g c COUNT 5 STREAMS s1 s2 > > | XREADGROUP s1 s2",
        "OBJECT ENCODING things | OBJECT ENCODING things",
        "XGROUP CREATE events g $ | XGROUP CREATE events",
        "CONFIG GET maxmemory | CONFIG GET",
        "CLIENT SETNAME bob | CLIENT SETNAME",
        "PUBLISH news hello | PUBLISH news",
        "PING | PING",
        "EVALSHA abc 1 key | EVALSHA",
        "BRPOP | BRPOP",
        "XREAD STREAMS | XREAD",
        "NOSUCH a b | OTHER"
      })
  void aCommandTellsItsNameAndTheShapeOfItsKeys(String command, String text) {
    assertThat(text(command)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AUTH ~",
        "AUTH u ~",
        "HELLO 3 AUTH u ~",
        "ACL SETUSER x >~",
        "ACL ~",
        "CONFIG SET requirepass ~",
        "MIGRATE h 6379 key 0 5000 AUTH ~",
        "EVAL return~ 0",
        "SCRIPT LOAD ~",
        "SET k ~",
        "SETEX k 5 ~",
        "GETSET k ~",
        "MSET k ~ l ~",
        "HSET h f ~",
        "LPUSH q ~ ~",
        "LINSERT q BEFORE ~ ~",
        "SADD s ~",
        "ZADD z 1 ~",
        "XADD s * f ~",
        "PUBLISH c ~",
        "ECHO ~",
        "SMOVE a b ~",
        "GET user:~@x",
        "GET session:bob-~",
        "GET ~@example.com",
        "GET token:eyJhbGciOiJIUzI1NiJ9.~.x",
        "CLIENT ~ x",
        "FUNCTION LOAD ~",
        "~ a",
        "NOSUCH ~",
        "SINTERCARD ~ a",
        "KEYS ~",
        "SORT k BY ~ GET ~"
      })
  void theCanaryNeverStays(String template) {
    String command = template.replace("~", CANARY);

    assertThat(text(command)).doesNotContain(CANARY);
    assertThat(bytes(command)).doesNotContain(CANARY).isEqualTo(text(command));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user:123:cart | user:{}:cart",
        "user:alice | user:{}",
        "spring:session:sessions:550e8400-e29b-41d4-a716-446655440000 | spring:session:sessions:{}",
        "users::42 | users::{}",
        "{user:123}.following | user:{}.following",
        "bull:image-queue:wait | bull:image-queue:wait",
        "rate/v1/10.0.0.1 | rate/v1/{}.{}.{}.{}",
        "session:deadbeefcafe | session:{}",
        "cache:deadbeef | cache:{}",
        "cache:aGVsbG8gd29ybGQhISE | cache:{}",
        "jobs:high | jobs:high",
        "order-12345 | {}",
        "a b | {}",
        "naïve | {}"
      })
  void idsInKeysAreMasked(String key, String shape) {
    assertThat(RedisText.keyShape(key)).isEqualTo(shape);
  }

  @Test
  void aLongKeyIsCut() {
    assertThat(RedisText.keyShape("part:".repeat(10_000))).hasSizeLessThanOrEqualTo(128);
  }

  @Test
  void aBinaryKeyHasNoShape() {
    byte[] key = {(byte) 0xac, (byte) 0xed, 0, 5, 't', 0, 1, 'x'};

    assertThat(RedisText.text("GET", List.<Object>of(key))).isEqualTo("GET {}");
  }

  @Test
  void unknownArgumentsAreNotTold() {
    assertThat(RedisText.text("GET", Collections.singletonList(null))).isEqualTo("GET {}");
    assertThat(RedisText.text("OBJECT", List.of(new Object()))).isEqualTo("OBJECT");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "WRONGTYPE Operation against a key | WRONGTYPE",
        "-NOAUTH Authentication required. | NOAUTH",
        "ERR unknown command 'c4n4ry' | ERR",
        "MOVED 3999 127.0.0.1:6381 | MOVED",
        "C4N4RY | OTHER",
        "SECRET x | OTHER"
      })
  void anErrorReplyIsReducedToItsCode(String reply, String code) {
    assertThat(RedisText.errorCode(reply)).isEqualTo(code);
  }

  @Test
  void keysThatComeAgainAreToldTheSame() {
    for (int round = 0; round < 3; round++) {
      for (char a = 'a'; a <= 'z'; a++) {
        for (char b = 'a'; b <= 'z'; b++) {
          String key = "jobs:" + a + b;
          assertThat(text("LPUSH " + key + " x")).isEqualTo("LPUSH " + key);
          assertThat(bytes("lpush " + key + " y")).isEqualTo("LPUSH " + key);
          assertThat(text("LLEN " + key)).isEqualTo("LLEN " + key);
        }
      }
    }
  }

  @Test
  void aKeyThatItsClientWritesOverIsToldAsItIs() {
    byte[] key = "jobs:high".getBytes(UTF_8);
    assertThat(RedisText.text("LLEN", List.of(key))).isEqualTo("LLEN jobs:high");
    System.arraycopy("jobs:idle".getBytes(UTF_8), 0, key, 0, key.length);

    assertThat(RedisText.text("LLEN", List.of(key))).isEqualTo("LLEN jobs:idle");
    assertThat(text("LLEN jobs:high")).isEqualTo("LLEN jobs:high");
  }

  private static String text(String line) {
    List<String> words = Arrays.asList(line.split(" "));
    return RedisText.text(words.get(0), words.subList(1, words.size()));
  }

  private static String bytes(String line) {
    List<String> words = Arrays.asList(line.split(" "));
    List<byte[]> arguments = new ArrayList<>();
    for (String word : words.subList(1, words.size())) {
      arguments.add(word.getBytes(UTF_8));
    }
    return RedisText.text(words.get(0), arguments);
  }
}
