package dev.evergrant.worker.command;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEDecrypter;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.RSADecrypter;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.evergrant.contracts.CloudEvent;
import dev.evergrant.contracts.CloudEventCodec;
import dev.evergrant.contracts.TokenUpdate;
import dev.evergrant.contracts.Topics;
import dev.evergrant.contracts.UnacceptableEvent;
import dev.evergrant.worker.Clients;
import dev.evergrant.worker.config.InvalidConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tail}: follows token updates and alerts, one line an event. */
@Command(
    name = "tail",
    description = "Follows token updates and alerts until it is interrupted.",
    mixinStandardHelpOptions = true)
public final class TailCommand implements Callable<Integer> {
  private static final int LARGEST_EVENT = 1 << 20;

  @Mixin private final ConfigFile config = new ConfigFile();

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--subscriber", description = "Open access tokens as this subscriber …")
  private @Nullable String subscriber;

  @Option(names = "--key", description = "… with its private key, a JWK file.")
  private @Nullable Path key;

  @Option(names = "--show-tokens", description = "Print opened access tokens in full.")
  private boolean showTokens;

  @Option(names = "--from-beginning", description = "Start with what is there already.")
  private boolean fromBeginning;

  @Override
  public Integer call() throws InvalidConfig, IOException {
    if ((subscriber == null) != (key == null)) {
      Output.err(spec).println("--subscriber and --key belong together.");
      return 1;
    }
    JWEDecrypter decrypter = key == null ? null : decrypter(key);
    CloudEventCodec codec = new CloudEventCodec(LARGEST_EVENT);
    try (var consumer = new KafkaConsumer<String, byte[]>(Clients.reader(config.read().kafka()))) {
      List<TopicPartition> partitions =
          List.of(Topics.TOKEN_UPDATES, Topics.ALERTS).stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      if (fromBeginning) {
        consumer.seekToBeginning(partitions);
      } else {
        consumer.seekToEnd(partitions);
      }
      while (!Thread.currentThread().isInterrupted()) {
        for (var record : consumer.poll(Duration.ofSeconds(1))) {
          print(record, codec, decrypter);
        }
      }
    }
    return 0;
  }

  private void print(
      ConsumerRecord<String, byte[]> record,
      CloudEventCodec codec,
      @Nullable JWEDecrypter decrypter) {
    PrintWriter out = Output.out(spec);
    if (record.value() == null) {
      out.println(record.key() + " erased");
    } else {
      try {
        CloudEvent event = codec.read(record.headers(), record.value());
        out.println(event.time() + " " + event.type() + " " + record.key() + line(event));
        if (decrypter != null && record.topic().equals(Topics.TOKEN_UPDATES)) {
          out.println("  " + token(codec.data(event, TokenUpdate.class), decrypter));
        }
      } catch (UnacceptableEvent problem) {
        out.println(record.key() + " could not be read: " + problem.getMessage());
      }
    }
    out.flush();
  }

  private static String line(CloudEvent event) {
    return " " + new String(event.data(), StandardCharsets.UTF_8);
  }

  private String token(TokenUpdate update, JWEDecrypter decrypter) {
    String sealed = update.accessTokens().get(String.valueOf(subscriber));
    if (sealed == null) {
      return "no access token for " + subscriber;
    }
    try {
      JWEObject jwe = JWEObject.parse(sealed);
      jwe.decrypt(decrypter);
      String token = jwe.getPayload().toString();
      return showTokens ? token : "the access token opens, " + token.length() + " characters";
    } catch (ParseException | JOSEException problem) {
      return "the access token does not open with this key";
    }
  }

  private static JWEDecrypter decrypter(Path file) throws IOException {
    try {
      return switch (JWK.parse(Files.readString(file))) {
        case RSAKey rsa -> new RSADecrypter(rsa);
        case ECKey ec -> new ECDHDecrypter(ec);
        case JWK other -> throw new IOException(other.getKeyType() + " keys are not supported.");
      };
    } catch (ParseException | JOSEException problem) {
      throw new IOException(file + " is not a JWK with a private key.");
    }
  }
}
