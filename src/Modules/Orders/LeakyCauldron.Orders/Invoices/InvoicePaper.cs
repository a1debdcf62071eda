using PdfSharp;
using PdfSharp.Drawing;
using PdfSharp.Pdf;

namespace LeakyCauldron.Orders.Invoices;

/// <summary>Sheets that are written from top to bottom; a new one begins where the last is full.</summary>
internal sealed class InvoicePaper : IDisposable
{
    public const double Left = 50;
    public const double Right = 545;
    private const double Top = 60;
    private const double Bottom = 780;

    private readonly PdfDocument _document = new();
    private readonly Action<InvoicePaper> _head;
    private XGraphics _sheet = null!;

    /// <param name="head">What stands at the top of each sheet.</param>
    public InvoicePaper(string title, DateTimeOffset at, Action<InvoicePaper> head)
    {
        _document.Info.Title = title;
        _document.Info.CreationDate = at.UtcDateTime;
        _head = head;
        Turn();
    }

    public double Y { get; private set; }

    /// <summary>Goes down, onto a new sheet if there is no room for what comes.</summary>
    public void Down(double by, double room = 0)
    {
        Y += by;
        if (Y + room > Bottom)
        {
            Turn();
        }
    }

    /// <summary>One line of text; what does not fit is cut off.</summary>
    public void Write(string text, XFont font, double x, double width)
    {
        var line = Fit(Line(text), font, width);
        _sheet.DrawString(line, font, XBrushes.Black, new XPoint(x, Y));
    }

    /// <summary>One line of text that ends at <paramref name="right"/>.</summary>
    public void WriteRight(string text, XFont font, double right) =>
        _sheet.DrawString(text, font, XBrushes.Black, new XPoint(right - _sheet.MeasureString(text, font).Width, Y));

    public void Rule() => _sheet.DrawLine(XPens.Gray, Left, Y, Right, Y);

    public byte[] ToBytes()
    {
        _sheet.Dispose();
        using var stream = new MemoryStream();
        _document.Save(stream, closeStream: false);
        return stream.ToArray();
    }

    public void Dispose()
    {
        _sheet.Dispose();
        _document.Dispose();
    }

    private void Turn()
    {
        _sheet?.Dispose();
        var page = _document.AddPage();
        page.Size = PageSize.A4;
        _sheet = XGraphics.FromPdfPage(page);
        Y = Top;
        _head(this);
    }

    /// <summary>As much of it as there is room for, found by halves.</summary>
    private string Fit(string line, XFont font, double width)
    {
        if (_sheet.MeasureString(line, font).Width <= width)
        {
            return line;
        }

        var (fits, tooLong) = (0, line.Length);
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            (fits, tooLong) = _sheet.MeasureString($"{line[..middle]}…", font).Width <= width ? (middle, tooLong) : (fits, middle);
        }

        return $"{line[..(fits > 0 && char.IsHighSurrogate(line[fits - 1]) ? fits - 1 : fits)]}…";
    }

    /// <summary>Line breaks and other control characters have no shape.</summary>
    private static string Line(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
