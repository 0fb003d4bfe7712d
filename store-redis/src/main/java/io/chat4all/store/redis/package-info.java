/// What gateways tell one another through Redis: who is there, and who has used how much.
@NullMarked
package io.chat4all.store.redis;

import org.jspecify.annotations.NullMarked;
