package io.chat4all.store.cassandra.cql;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Statements, prepared once, and their answers.
///
/// Whatever the cluster does not do is `UNAVAILABLE`; at most 512 statements are under way, and a
/// caller beyond that waits. Every statement may be repeated by the driver: none depends on how
/// often it is run. Thread-safe.
public class Cql implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Cql.class);
  private static final int MOST_UNDER_WAY = 512;

  // Cassandra warns of more partitions, and of more than 5 KiB, in one statement.
  private static final int MOST_PARTITIONS = 10;
  private static final int MOST_BYTES = 4_000;

  /// Most values of an `IN`: each is looked for by itself, on its own nodes.
  public static final int MOST_IN = 50;

  private final CqlSession session;
  private final Map<String, PreparedStatement> prepared = new ConcurrentHashMap<>();
  private final Semaphore room = new Semaphore(MOST_UNDER_WAY);
  private final AtomicBoolean down = new AtomicBoolean();

  /// Statements of a session that is in its keyspace; closes it in the end.
  public Cql(CqlSession session) {
    this.session = session;
  }

  /// A statement with its values.
  public BoundStatement bind(String cql, @Nullable Object... values) {
    var statement = prepared.get(cql);
    if (statement == null) {
      statement = answered(() -> session.prepare(cql));
      prepared.put(cql, statement);
    }
    return statement.bind(values);
  }

  /// The first row.
  public Optional<Row> first(String cql, @Nullable Object... values) {
    var statement = bind(cql, values);
    return answered(() -> Optional.ofNullable(session.execute(statement).one()));
  }

  /// All rows.
  public List<Row> rows(String cql, @Nullable Object... values) {
    return rows(bind(cql, values));
  }

  /// All rows.
  public List<Row> rows(BoundStatement statement) {
    return answered(() -> session.execute(statement).all());
  }

  /// The rows of each, all asked for at once.
  public List<List<Row>> rows(Collection<BoundStatement> statements) {
    if (statements.size() == 1) {
      return List.of(rows(statements.iterator().next()));
    }
    var answers = new ArrayList<List<Row>>(statements.size());
    for (var answer : all(statements)) {
      var rows = new ArrayList<Row>();
      for (var page = answer; ; page = join(page.fetchNextPage())) {
        page.currentPage().forEach(rows::add);
        if (!page.hasMorePages()) {
          break;
        }
      }
      answers.add(rows);
    }
    return answers;
  }

  /// Runs all at once and waits until each is durable.
  public void write(Collection<? extends Statement<?>> statements) {
    all(statements);
  }

  /// Whether its conditions were met.
  public boolean isApplied(Statement<?> conditional) {
    return answered(() -> session.execute(conditional).wasApplied());
  }

  /// One statement of several in the same partition: all of them are done, or none.
  public static Statement<?> together(List<BoundStatement> statements) {
    return statements.size() == 1
        ? statements.getFirst()
        : BatchStatement.newInstance(BatchType.UNLOGGED, List.copyOf(statements))
            .setIdempotent(true);
  }

  /// The same in fewer statements, each with rows of several partitions; any of these may be done
  /// without the others. What a statement costs a node by itself is about what a row costs.
  public static List<Statement<?>> inFew(List<BoundStatement> statements) {
    var few = new ArrayList<Statement<?>>(statements.size() / MOST_PARTITIONS + 1);
    var next = new ArrayList<BoundStatement>(MOST_PARTITIONS);
    int bytes = 0;
    for (var statement : statements) {
      int size = size(statement);
      if (next.size() == MOST_PARTITIONS || (!next.isEmpty() && bytes + size > MOST_BYTES)) {
        few.add(together(next));
        next.clear();
        bytes = 0;
      }
      next.add(statement);
      bytes += size;
    }
    if (!next.isEmpty()) {
      few.add(together(next));
    }
    return few;
  }

  private static int size(BoundStatement statement) {
    int size = 0;
    for (var value : statement.getValues()) {
      size += value == null ? 0 : value.remaining();
    }
    return size;
  }

  private List<AsyncResultSet> all(Collection<? extends Statement<?>> statements) {
    var stages = new ArrayList<CompletionStage<AsyncResultSet>>(statements.size());
    var answers = new ArrayList<AsyncResultSet>(statements.size());
    for (var statement : statements) {
      stages.add(send(statement));
    }
    for (var stage : stages) {
      answers.add(join(stage));
    }
    return answers;
  }

  private CompletionStage<AsyncResultSet> send(Statement<?> statement) {
    try {
      room.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("interrupted");
    }
    try {
      return answered(() -> session.executeAsync(statement)).whenComplete((_, _) -> room.release());
    } catch (RuntimeException e) {
      room.release();
      throw e;
    }
  }

  private <T> T join(CompletionStage<T> stage) {
    return answered(() -> {
      try {
        return stage.toCompletableFuture().join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw e;
      }
    });
  }

  private <T> T answered(Supplier<T> call) {
    try {
      T answer = call.get();
      if (down.get() && down.compareAndSet(true, false)) {
        log.warn("The message store answers again");
      }
      return answer;
    } catch (UnauthorizedException e) {
      throw failed(e, "its user may not do that: see CASSANDRA_USERNAME");
    } catch (QueryValidationException e) {
      throw new IllegalStateException("message store: a statement was refused", e);
    } catch (DriverException e) {
      throw failed(e, "it does not answer");
    } catch (IllegalStateException e) {
      if (session.isClosed()) {
        throw unavailable("closed");
      }
      throw e;
    }
  }

  private ApiException failed(DriverException e, String why) {
    if (down.compareAndSet(false, true)) {
      log.warn("The message store fails: {}", why, e);
    }
    return unavailable(why);
  }

  /// What every call throws that is not answered.
  public static ApiException unavailable(String why) {
    return new ApiException(ErrorCode.UNAVAILABLE, "the message store is not available: " + why);
  }

  @Override
  public void close() {
    session.close();
  }
}
