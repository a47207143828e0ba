/** What the page says. The first sentences are those of the notices, of a service without a name. */
interface PageWords {
  readonly title: string;
  readonly side: string;
  readonly again: string;
  readonly tryNow: string;
  readonly offline: string;
  readonly whenBack: string;
  readonly unknown: string;
  readonly unknownDetail: string;
  readonly check: string;
}

/** A language that the page has words in. */
export type PageLanguage = 'ar' | 'de' | 'en' | 'es' | 'fr' | 'it' | 'ja' | 'nl' | 'pl' | 'pt-BR' | 'zh-Hans';

/** Copied from the catalogues, of which the page needs so little that it does not load them. A test compares them. */
export const WORDS: Readonly<Record<PageLanguage, PageWords>> = {
  ar: {
    title: 'لا ترد الخدمة في الوقت الحالي',
    side: 'لا يعود السبب عادةً إلى الجهاز أو الاتصال.',
    again: 'سنعيد المحاولة خلال بضع ثوانٍ.',
    tryNow: 'المحاولة الآن',
    offline: 'يبدو أنه لا يوجد اتصال',
    whenBack: 'سنتابع عند عودة الاتصال.',
    unknown: 'لا نعلم هل تم الحفظ',
    unknownDetail: 'تم الإرسال، لكن الخدمة لم تؤكد الاستلام. ربما وصل وربما لم يصل.',
    check: 'يُستحسن التحقق قبل الإرسال مرة أخرى.',
  },
  de: {
    title: 'Der Dienst antwortet gerade nicht',
    side: 'Das liegt meist nicht an Ihrem Gerät oder Ihrer Verbindung.',
    again: 'Wir versuchen es in ein paar Sekunden wieder.',
    tryNow: 'Jetzt versuchen',
    offline: 'Sie sind anscheinend offline',
    whenBack: 'Wir machen weiter, wenn die Verbindung wieder da ist.',
    unknown: 'Wir wissen nicht, ob das gespeichert wurde',
    unknownDetail:
      'Wir haben es abgeschickt, aber der Dienst hat es nicht bestätigt. Es kann angekommen sein oder auch nicht.',
    check: 'Sehen Sie nach, bevor Sie es noch einmal abschicken.',
  },
  en: {
    title: 'No answer from the service right now',
    side: 'This is usually not caused by your device or connection.',
    again: 'We’ll try again in a few seconds.',
    tryNow: 'Try now',
    offline: 'You appear to be offline',
    whenBack: 'We’ll continue when the connection is back.',
    unknown: 'We don’t know if that was saved',
    unknownDetail: 'We sent it, but the service didn’t confirm. It may or may not have gone through.',
    check: 'Check before sending it again.',
  },
  es: {
    title: 'El servicio no responde en este momento',
    side: 'Normalmente no se debe a su dispositivo ni a su conexión.',
    again: 'Próximo intento dentro de unos segundos.',
    tryNow: 'Intentar ahora',
    offline: 'Parece que no hay conexión',
    whenBack: 'Continuaremos cuando vuelva la conexión.',
    unknown: 'No sabemos si se guardó',
    unknownDetail: 'Lo enviamos, pero el servicio no lo confirmó. Puede haber llegado o no.',
    check: 'Compruébelo antes de enviarlo de nuevo.',
  },
  fr: {
    title: 'Le service ne répond pas pour l’instant',
    side: 'En général, cela ne vient ni de votre appareil ni de votre connexion.',
    again: 'Nouvel essai dans quelques secondes.',
    tryNow: 'Essayer maintenant',
    offline: 'Vous semblez être hors ligne',
    whenBack: 'Nous reprendrons quand la connexion sera revenue.',
    unknown: 'Nous ne savons pas si c’est enregistré',
    unknownDetail: 'Nous l’avons envoyé, mais le service n’a pas confirmé. Il est possible que ce soit passé, ou non.',
    check: 'Vérifiez avant de le renvoyer.',
  },
  it: {
    title: 'Il servizio non risponde al momento',
    side: 'Di solito non dipende dal dispositivo né dalla connessione.',
    again: 'Nuovo tentativo tra pochi secondi.',
    tryNow: 'Prova ora',
    offline: 'Sembra che non ci sia connessione',
    whenBack: 'Proseguiremo quando la connessione tornerà.',
    unknown: 'Non sappiamo se il salvataggio è avvenuto',
    unknownDetail: 'L’invio è partito, ma il servizio non l’ha confermato. Può essere arrivato oppure no.',
    check: 'Controllare prima di ripetere l’invio.',
  },
  ja: {
    title: 'サービスから現在応答がありません',
    side: '通常、お使いの端末や接続が原因ではありません。',
    again: '数秒後にもう一度試します。',
    tryNow: '今すぐ試す',
    offline: 'オフラインのようです',
    whenBack: '接続が戻ったら続けます。',
    unknown: '保存されたかどうかわかりません',
    unknownDetail:
      '送信しましたが、サービスから確認が届きませんでした。届いている可能性も、届いていない可能性もあります。',
    check: 'もう一度送る前に、保存されているかどうかをご確認ください。',
  },
  nl: {
    title: 'De dienst antwoordt op dit moment niet',
    side: 'Dit ligt meestal niet aan uw apparaat of verbinding.',
    again: 'We proberen het over een paar seconden opnieuw.',
    tryNow: 'Nu proberen',
    offline: 'U lijkt offline te zijn',
    whenBack: 'We gaan verder als de verbinding terug is.',
    unknown: 'We weten niet of dat is opgeslagen',
    unknownDetail:
      'We hebben het verstuurd, maar de dienst heeft het niet bevestigd. Het kan zijn aangekomen, of niet.',
    check: 'Kijk eerst of het is aangekomen voordat u het opnieuw verstuurt.',
  },
  pl: {
    title: 'Usługa teraz nie odpowiada',
    side: 'Zwykle przyczyną nie jest urządzenie ani połączenie.',
    again: 'Następna próba za kilka sekund.',
    tryNow: 'Spróbuj teraz',
    offline: 'Wygląda na to, że nie ma połączenia',
    whenBack: 'Będziemy kontynuować, gdy połączenie wróci.',
    unknown: 'Nie wiadomo, czy to zostało zapisane',
    unknownDetail: 'Dane zostały wysłane, ale usługa tego nie potwierdziła. Mogły dotrzeć albo nie.',
    check: 'Przed ponownym wysłaniem warto sprawdzić, czy dotarły.',
  },
  'pt-BR': {
    title: 'O serviço não está respondendo agora',
    side: 'Em geral, isso não vem do seu dispositivo nem da sua conexão.',
    again: 'Tentaremos de novo em alguns segundos.',
    tryNow: 'Tentar agora',
    offline: 'Parece que não há conexão',
    whenBack: 'Continuaremos quando a conexão voltar.',
    unknown: 'Não sabemos se isso foi salvo',
    unknownDetail: 'Enviamos, mas o serviço não confirmou. Pode ter chegado ou não.',
    check: 'Verifique antes de enviar de novo.',
  },
  'zh-Hans': {
    title: '该服务目前没有响应',
    side: '这通常不是您的设备或网络造成的。',
    again: '几秒后会再次尝试。',
    tryNow: '立即尝试',
    offline: '您似乎处于离线状态',
    whenBack: '网络恢复后，我们会继续。',
    unknown: '我们不确定内容是否已保存',
    unknownDetail: '内容已发出，但该服务没有确认。可能已经送达，也可能没有。',
    check: '重新发送前，请先查看是否已保存。',
  },
};
