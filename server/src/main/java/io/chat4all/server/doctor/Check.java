package io.chat4all.server.doctor;

import io.chat4all.core.check.Finding;
import java.util.List;
import java.util.function.Supplier;

/// One thing to look at.
///
/// @param name what it is called when there is no answer
/// @param setting what to look at then
/// @param examination may take its time, and be interrupted
public record Check(String name, String setting, Supplier<List<Finding>> examination) {}
