/// The contract test kit: what every connector must pass.
///
/// A connector's test extends `ConnectorContract` and writes a `ConnectorHarness`, which plays the
/// provider.
@NullMarked
package io.chat4all.connector.kit;

import org.jspecify.annotations.NullMarked;
