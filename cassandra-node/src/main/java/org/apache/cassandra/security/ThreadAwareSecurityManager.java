package org.apache.cassandra.security;

import java.security.PermissionCollection;
import java.security.Permissions;

/// Stands in for Cassandra's own class of this name, which cannot be loaded on a JDK without a
/// security manager (24 and later).
///
/// It guards user-defined functions and nothing else: they must stay switched off
/// (`user_defined_functions_enabled: false`, the default).
public final class ThreadAwareSecurityManager {

  /// Nothing may be done.
  public static final PermissionCollection noPermissions = new Permissions();

  private ThreadAwareSecurityManager() {}

  /// Does nothing: there is no security manager to install.
  public static void install() {}

  /// No thread runs a user's code.
  public static boolean isSecuredThread() {
    return false;
  }
}
