/// Who uses the platform: users and API clients, their roles and tokens.
@NullMarked
package io.chat4all.core.identity;

import org.jspecify.annotations.NullMarked;
