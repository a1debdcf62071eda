using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.WPFonts;

namespace LeakyCauldron.Orders.Invoices;

/// <summary>
/// The one font of our documents. It comes with the PDF library, so that documents look alike on machines without any font; it has Latin, Greek and Cyrillic letters. Only
/// those that are used go into a document.
/// </summary>
internal sealed class InvoiceFont : IFontResolver
{
    private const string Family = "Invoice";
    private const string BoldFace = "Invoice-Bold";

    static InvoiceFont() => GlobalFontSettings.FontResolver ??= new InvoiceFont();

    private InvoiceFont() { }

    public static XFont Regular(double size) => new(Family, size);

    public static XFont Bold(double size) => new(Family, size, XFontStyleEx.Bold);

    public FontResolverInfo? ResolveTypeface(string familyName, bool isBold, bool isItalic) => new(isBold ? BoldFace : Family);

    public byte[]? GetFont(string faceName) => faceName == BoldFace ? FontDataHelper.SegoeWPBold : FontDataHelper.SegoeWP;
}
