package io.chat4all.simulators.config;

/// The ninth digit of Brazilian mobile numbers.
///
/// People dial it everywhere, but accounts made outside the area codes 11 to 28 kept a `wa_id`
/// without it. WhatsApp finds the account under both spellings and answers with its own.
public final class BrazilianNumbers {

  private static final int WITH_NINTH = 13;

  private BrazilianNumbers() {}

  /// The spelling under which two ways to dial a line are the same: without the ninth digit.
  public static String canonical(String digits) {
    return isBrazilianMobile(digits) ? digits.substring(0, 4) + digits.substring(5) : digits;
  }

  /// What WhatsApp calls the account of a dialled number.
  public static String waId(String digits) {
    return isBrazilianMobile(digits) && Integer.parseInt(digits.substring(2, 4)) > 28
        ? canonical(digits)
        : digits;
  }

  private static boolean isBrazilianMobile(String digits) {
    return digits.length() == WITH_NINTH && digits.startsWith("55") && digits.charAt(4) == '9';
  }
}
