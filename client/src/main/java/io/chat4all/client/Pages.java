package io.chat4all.client;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/// Walks through a list of the API and asks for the next page when it gets there.
final class Pages<T> implements Iterator<T> {

  private final Function<String, Page<T>> call;
  private Iterator<T> page = List.<T>of().iterator();
  private String next = "";
  private boolean last;

  /// `call` takes a page token, empty for the first page.
  Pages(Function<String, Page<T>> call) {
    this.call = call;
  }

  @Override
  public boolean hasNext() {
    while (!page.hasNext() && !last) {
      var answer = call.apply(next);
      page = answer.items().iterator();
      next = answer.nextToken();
      last = next.isEmpty();
    }
    return page.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the list is at its end");
    }
    return page.next();
  }

  /// One page and the token of the next, empty on the last.
  record Page<T>(List<T> items, String nextToken) {}
}
